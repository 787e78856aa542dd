/** Demo sign-in over the hub's plain HTTP. Every answer is parsed; a network fault is the coded reply `no-hub`. */
import { z } from "zod";
import { replyErrorSchema } from "#shared/contract/error-schemas.ts";
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import { identitiesReplySchema, signInReplySchema } from "#shared/contract/http.ts";
import type { SpecialistId } from "#shared/model/ids.ts";
import type { Specialist } from "#shared/model/person.ts";

export type SignedIn = z.output<typeof signInReplySchema>;

export type SignIn = {
  readonly identities: (hubUrl: string, launchToken: string) => Promise<Reply<readonly Specialist[]>>;
  readonly signIn: (hubUrl: string, launchToken: string, specialistId: SpecialistId) => Promise<Reply<SignedIn>>;
};

async function ask<T extends z.ZodType>(url: string, launchToken: string, value: T, body?: unknown): Promise<Reply<z.output<T>>> {
  try {
    const response = await fetch(url, {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization: `Bearer ${launchToken}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const replySchema = z.union([z.object({ ok: z.literal(true), value }), z.object({ ok: z.literal(false), error: replyErrorSchema })]);
    const parsed = replySchema.safeParse(await response.json());
    return parsed.success ? (parsed.data as Reply<z.output<T>>) : refuse("internal");
  } catch {
    return refuse("no-hub");
  }
}

export const httpSignIn: SignIn = {
  async identities(hubUrl, launchToken) {
    const reply = await ask(`${hubUrl}/v1/desk/identities`, launchToken, identitiesReplySchema);
    return reply.ok ? { ok: true, value: reply.value.identities } : reply;
  },
  signIn: (hubUrl, launchToken, specialistId) => ask(`${hubUrl}/v1/desk/sign-in`, launchToken, signInReplySchema, { specialistId }),
};
