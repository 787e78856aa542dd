/**
 * The open parameters of the synthetic customers, as data under `content/samples`: their schema. Reading them is the caller's.
 *
 * Owns chance: everything drawn at random is drawn through `Dice`, from one seed.
 */
import { z } from "zod";
import { SECOND_MS } from "#shared/lib/duration.ts";
import { invariant } from "#shared/lib/invariant.ts";
import { seededChance } from "#shared/lib/seeded-random.ts";

const share = z.number().min(0).max(1);
const spread = z.tuple([z.number().positive(), z.number().min(0)]);
const even = z.strictObject({ from: z.number().min(0), to: z.number().min(0) });
const pace = z.strictObject({ share, field: spread, read: spread, hide: share, away: spread });

export const peopleSchema = z.strictObject({
  version: z.number().int(),
  troubledShare: share,
  lookAlikeShare: share,
  getsOverIt: share,
  leavesAfterwards: share,
  paces: z.strictObject({ brisk: pace, ordinary: pace, "slow-reader": pace, elderly: pace, "tab-switcher": pace }),
  habits: z.strictObject({
    termsReading: z.number().min(1),
    looksBack: share,
    lookBack: even,
    editsOnce: share,
    clearsAndRetypes: share,
    retype: even,
    rejectedOnce: share,
    opensHelp: share,
    helpReading: even,
    deadClick: share,
    clickBurst: share,
    opensAgreement: share,
    agreementReading: spread,
    ticksAfter: even,
    smsArrives: spread,
    looksAtSms: share,
    resendsOnce: share,
    upload: spread,
    uploadFailsOnce: share,
    faceCheck: even,
    faceFailsOnce: share,
    redoesSignature: share,
    signing: even,
    submitAnswer: spread,
    submitFailsOnce: share,
    doubleClicksSubmit: share,
    sessionWarning: share,
    renewsAfter: even,
  }),
  lookAlikes: z.strictObject({
    longPause: spread,
    slowUpload: even,
    slowSubmit: even,
    shortWaitAway: even,
    shortLastAway: even,
    termsTried: even,
    decides: even,
  }),
  troubles: z.strictObject({
    sits: even,
    stuck: even,
    times: even,
    between: even,
    rounds: even,
    roundDwell: even,
    resends: even,
    resendAfter: even,
    uploadFailures: even,
    hangs: even,
    bursts: even,
    burstGap: even,
    deadClicks: even,
    deadGap: even,
    changes: even,
    changeGap: even,
    helpAgain: even,
    waitAway: even,
    submitFailures: even,
    submitGap: even,
    presses: even,
    pressGap: even,
    clears: even,
    aborts: even,
    lastAway: even,
  }),
  transport: z.strictObject({ batch: z.number().positive(), network: spread, overtakes: share, doubled: share, offline: share }),
});
export type People = z.infer<typeof peopleSchema>;
export type PaceName = keyof People["paces"];
export type Even = z.infer<typeof even>;
export type Spread = z.infer<typeof spread>;

export type Dice = {
  readonly happens: (chance: number) => boolean;
  /** Milliseconds out of seconds. */
  readonly spreadMs: (seconds: Spread) => number;
  readonly evenMs: (seconds: Even) => number;
  readonly count: (range: Even) => number;
  readonly pick: <T>(items: readonly T[]) => T;
};

export function rollDice(seed: number): Dice {
  const chance = seededChance(seed);
  // Box and Muller; the first draw may not be 0.
  const normal = () => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
  return {
    happens: (limit) => chance() < limit,
    spreadMs: ([median, width]) => Math.round(median * Math.exp(width * normal()) * SECOND_MS),
    evenMs: ({ from, to }) => Math.round((from + chance() * (to - from)) * SECOND_MS),
    count: ({ from, to }) => Math.floor(from + chance() * (to - from + 1)),
    pick(items) {
      const item = items[Math.floor(chance() * items.length)];
      invariant(item !== undefined, "there is something to pick");
      return item;
    },
  };
}
