/** Who is told to update, before anything else is said. Rules: docs/spec/BINDER.md. */
import { describe, expect, it } from "vitest";
import { customerHandshakeSchema } from "#shared/contract/customer-hub.ts";
import { deskHandshakeSchema } from "#shared/contract/desk-hub.ts";
import { guestHandshakeSchema } from "#shared/contract/guest-hub.ts";
import { OLDEST_PROTOCOL, PROTOCOL, protocolRefusal } from "#shared/contract/protocol.ts";

describe("the protocol version", () => {
  it("[BINDER-9] of both sides may be any that is still served", () => {
    for (let version = OLDEST_PROTOCOL; version <= PROTOCOL; version += 1) expect(protocolRefusal(version)).toBeNull();
  });

  it("[BINDER-9] older than served names the peer, newer than known names the hub", () => {
    expect(protocolRefusal(OLDEST_PROTOCOL - 1)).toBe("peer-too-old");
    expect(protocolRefusal(PROTOCOL + 1)).toBe("hub-too-old");
  });

  it.each([undefined, null, "1", Number.NaN, 1.5, Number.POSITIVE_INFINITY, {}, [1]])(
    "[BINDER-9] %j is a peer that is too old",
    (theirs) => {
      expect(protocolRefusal(theirs)).toBe("peer-too-old");
    },
  );

  it("[BINDER-10] is part of every handshake, beside what authenticates", () => {
    const journey = { journeyId: "j-1", secret: "A".repeat(22), token: null };
    for (const [schema, rest] of [
      [deskHandshakeSchema, { token: "t" }],
      [guestHandshakeSchema, { token: "t" }],
      [customerHandshakeSchema, journey],
    ] as const) {
      expect(schema.safeParse({ protocol: PROTOCOL, ...rest }).success).toBe(true);
      expect(schema.safeParse(rest).success).toBe(false);
      expect(schema.safeParse({ protocol: PROTOCOL }).success).toBe(false);
      expect(schema.safeParse({ protocol: PROTOCOL, ...rest, admin: true }).success).toBe(false);
    }
  });
});
