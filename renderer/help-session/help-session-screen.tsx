/** placeholder */
export function HelpSessionScreen() {
  return null;
}
