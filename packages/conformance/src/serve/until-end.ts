/** Waits for the end of what somebody sends who wants the server for as long as that takes. */
export async function untilEnd(input: ReadableStream<Uint8Array>): Promise<void> {
  const reader = input.getReader()
  // oxlint-disable-next-line no-await-in-loop -- one chunk after the other
  while (!(await reader.read()).done);
}
