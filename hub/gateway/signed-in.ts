/** Whose desk's token it is: a person the content in force knows. */
import type { Result } from "#shared/lib/result.ts";
import { err, ok } from "#shared/lib/result.ts";
import type { Specialist } from "#shared/model/person.ts";
import type { HubServices } from "../services.ts";
import type { TokenFault } from "./tokens.ts";

export async function signedIn(
  { tokens, content }: Pick<HubServices, "tokens" | "content">,
  token: string,
): Promise<Result<Specialist, TokenFault | "no-such-specialist">> {
  const verified = await tokens.desk(token);
  if (!verified.ok) return verified;
  const specialist = content.specialists.find((known) => known.id === verified.value);
  return specialist === undefined ? err("no-such-specialist") : ok(specialist);
}
