import { useId, type ReactElement } from 'react'

export interface OptionBoxProps {
  label: string
  detail: string
  checked: boolean
  onChange: (checked: boolean) => void
}

/** A checkbox with a sentence that says what it does. */
export function OptionBox({ label, detail, checked, onChange }: OptionBoxProps): ReactElement {
  const id = useId()
  return (
    <div className="option">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        aria-describedby={`${id}-detail`}
        onChange={(event) => onChange(event.target.checked)}
      />
      <label htmlFor={id}>{label}</label>
      <p id={`${id}-detail`}>{detail}</p>
    </div>
  )
}
