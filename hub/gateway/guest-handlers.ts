/** The guest's calls: the desk's own handlers behind one more question, whether the link's token is for this help session. */

import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import type { GuestHubCalls } from "#shared/contract/guest-hub.ts";
import { guestHubCalls } from "#shared/contract/guest-hub.ts";
import type { Handlers } from "#shared/contract/table.ts";
import type { HubServices } from "../services.ts";
import type { DeskCaller } from "./desk-gateway.ts";
import { deskHandlers } from "./desk-handlers.ts";

export function guestHandlers(services: HubServices): Handlers<GuestHubCalls, DeskCaller> {
  const desk = deskHandlers(services);
  type AnyHandler = (input: { helpSessionId: string }, caller: DeskCaller) => Promise<Reply<unknown>> | Reply<unknown>;
  const own: Record<string, AnyHandler> = {};
  for (const name of Object.keys(guestHubCalls) as (keyof GuestHubCalls)[]) {
    const handler = desk[name] as unknown as AnyHandler;
    own[name] = (input, caller) =>
      input.helpSessionId === caller.link.onlyHelpSession ? handler(input, caller) : refuse("not-permitted", { call: name });
  }
  return own as unknown as Handlers<GuestHubCalls, DeskCaller>;
}
