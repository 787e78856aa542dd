/**
 * The view of a journey while it is laid out from its row: the same object for every journey, one after the other.
 *
 * Ids of facts stay words until somebody asks for them; only a breakpoint does. How a row is laid out is `watch-rows.ts`.
 */
import type { ViewInWork } from "#shared/domain/journey/fold-journey.ts";
import type { FieldRecord, JourneyStatus } from "#shared/domain/journey/journey-view.ts";
import type { CustomerId, FactId, JourneyId } from "#shared/model/ids.ts";
import { readId, UNPACKABLE, wordsOfForm } from "./packed-id.ts";

/** Where the words of the fact that said the customer is away are held. */
export const AWAY_WORDS = 16;

/** A view whose fact ids stay words until somebody asks for them: only a breakpoint does. */
export class RowView {
  #progressId: FactId | null = null;
  #awayId: FactId | null = null;
  readonly idWords = new Int32Array(2 * AWAY_WORDS);
  progressForm = 0;
  awayForm = 0;

  get lastProgressFactId(): FactId {
    this.#progressId ??= readId(this.progressForm, this.idWords, 0) as FactId;
    return this.#progressId;
  }
  set lastProgressFactId(id: FactId) {
    this.#progressId = id;
    this.progressForm = UNPACKABLE;
  }
  get awayFactId(): FactId | null {
    if (this.awayForm === 0) return null;
    this.#awayId ??= readId(this.awayForm, this.idWords, AWAY_WORDS) as FactId;
    return this.#awayId;
  }
  set awayFactId(id: FactId | null) {
    this.#awayId = id;
    this.awayForm = id === null ? 0 : UNPACKABLE;
  }
  /** Takes ids as they lie in a row; 0 = none. */
  hold(progressForm: number, awayForm: number, words: Int32Array, at: number): void {
    const progressWords = wordsOfForm(progressForm);
    for (let word = 0; word < progressWords; word += 1) this.idWords[word] = words[at + word] ?? 0;
    const awayWords = wordsOfForm(awayForm);
    for (let word = 0; word < awayWords; word += 1) this.idWords[AWAY_WORDS + word] = words[at + progressWords + word] ?? 0;
    this.#progressId = null;
    this.#awayId = null;
    this.progressForm = progressForm;
    this.awayForm = awayForm;
  }

  journeyId = "" as JourneyId;
  flowId = "" as ViewInWork["flowId"];
  customerId: CustomerId | undefined;
  channel: ViewInWork["channel"] = null;
  status: JourneyStatus = "active";
  startedAt = 0;
  stepId: ViewInWork["stepId"] = null;
  stepIndex = -1;
  stepCount = 0;
  enteredAt = 0;
  lastProgressAt = 0;
  awaySince: number | null = null;
  offlineSince: number | null = null;
  finishedAt: number | null = null;
  lastMove: ViewInWork["lastMove"] = null;
  steps: ViewInWork["steps"] = [];
  fieldBits: number[] = [];
  otherFields: readonly FieldRecord[] = [];
  seq = 0;
  factCount = 0;
}

/** A view of its own, with nothing of the row's. */
export function plainView(view: ViewInWork): ViewInWork {
  const { customerId } = view;
  return {
    journeyId: view.journeyId,
    flowId: view.flowId,
    ...(customerId === undefined ? {} : { customerId }),
    channel: view.channel,
    status: view.status,
    startedAt: view.startedAt,
    stepId: view.stepId,
    stepIndex: view.stepIndex,
    stepCount: view.stepCount,
    enteredAt: view.enteredAt,
    lastProgressAt: view.lastProgressAt,
    lastProgressFactId: view.lastProgressFactId,
    awaySince: view.awaySince,
    awayFactId: view.awayFactId,
    offlineSince: view.offlineSince,
    finishedAt: view.finishedAt,
    lastMove: view.lastMove && { ...view.lastMove },
    steps: view.steps.map((record) => ({ ...record })),
    fieldBits: [...view.fieldBits],
    otherFields: view.otherFields,
    seq: view.seq,
    factCount: view.factCount,
  };
}
