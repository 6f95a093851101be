/** `14:03:09`, in the viewer's own time. */
export function clockTime(date: Date): string {
  return date.toLocaleTimeString("en-GB");
}
