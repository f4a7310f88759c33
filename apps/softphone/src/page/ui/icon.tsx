import type { ReactElement } from 'react'

const HANDSET =
  'M6.6 3.5c.6-.6 1.600-.5 2.100.2l1.500 2.100c.4.600.300 1.400-.2 1.900l-.9.9c.8 1.700 3.200 4.100 4.900 4.900l.9-.9c.5-.5 1.300-.6 1.900-.2l2.100 1.500c.7.5.8 1.500.2 2.100l-1.200 1.200c-.8.8-2 1.100-3.100.7-4.900-1.700-8.300-5.100-10-10-.4-1.100-.1-2.300.7-3.100z'

const HANDSETS: ReadonlySet<string> = new Set(['logo', 'call', 'hang-up'])

const PATHS = {
  logo: HANDSET,
  call: HANDSET,
  'hang-up': HANDSET,
  microphone:
    'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM6 10.500V11a6 6 0 0 0 12 0v-.5M12 17v4M9 21h6',
  muted:
    'M9 6a3 3 0 0 1 6 0v5c0 .4-.1.800-.2 1.100M12 14a3 3 0 0 1-3-3V9.500M6 10.500V11a6 6 0 0 0 9.500 4.900M17.700 13a6 6 0 0 0 .3-2v-.5M12 17v4M9 21h6M4 4l16 16',
  allowed: 'M5 12.500l4.500 4.500L19 7.500',
  denied: 'M6.500 6.500l11 11M17.500 6.500l-11 11',
  tab: 'M14 4h6v6M20 4l-8 8M18 14v4a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2h4',
} as const

export type IconName = keyof typeof PATHS

/** A small drawing beside words; it says nothing of its own. */
export function Icon({ name }: { name: IconName }): ReactElement {
  return (
    <svg
      className={`icon icon-${name}`}
      viewBox={HANDSETS.has(name) ? '3.5 2 17 17' : '0 0 24 24'}
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
