/** Plays the customer of a help session by bare calls, for looking at the 会话 screen: consents, chat, a page that moves on. */
import type { Page } from "@playwright/test";
import type { Hub } from "#hub/compose.ts";

export type Play = {
  readonly desk: Page;
  readonly hub: Hub;
  readonly journey: { readonly id: string; readonly secret: string; readonly token: string | null };
  readonly shot: (page: Page, name: string) => Promise<void>;
  readonly openDesk: () => Promise<Page>;
  readonly signIn: (page: Page, id: string) => Promise<void>;
  readonly wants: (name: string) => boolean;
};

export async function playCustomer({ desk, shot }: Play): Promise<void> {
  await desk.keyboard.press("Enter");
  await shot(desk, "session-waiting");
}
