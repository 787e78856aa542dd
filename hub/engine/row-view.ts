/**
 * The view of a journey while it is laid out from its row: the same object for every journey, one after the other.
 *
 * Ids of facts and steps stay words until somebody asks for them: only a breakpoint asks for an id, and half of the facts for a step. How a row is
 * laid out is `watch-rows.ts`.
 */
import { flowIndex } from "#shared/domain/journey/flow-index.ts";
import { factInstant, type ViewInWork } from "#shared/domain/journey/fold-journey.ts";
import type { FieldRecord, JourneyStatus } from "#shared/domain/journey/journey-view.ts";
import type { Fact } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { CustomerId, FactId, JourneyId } from "#shared/model/ids.ts";
import { LONGEST_BLOCK } from "./blocks.ts";
import { readId, UNPACKABLE, wordsOfForm } from "./packed-id.ts";
import { readSteps, type StepInWork, stepPool, stepWords } from "./row-steps.ts";

/** Where the words of the fact that said the customer is away are held. */
export const AWAY_WORDS = 16;

export const noFields: readonly FieldRecord[] = [];

/** It has every property of a view; a customer who is not known is undefined instead of absent. */
export class RowView {
  #progressId: FactId | null = null;
  #awayId: FactId | null = null;
  readonly idWords = new Int32Array(2 * AWAY_WORDS);
  progressForm = 0;
  awayForm = 0;
  /** Steps as they lie in the row, until somebody looks at them; -1 = somebody did. */
  readonly stepWords = new Int32Array(LONGEST_BLOCK);
  stepWordCount = -1;
  stepsMet = 0;
  readonly #steps: StepInWork[] = [];
  readonly #pool = stepPool();
  #stepIds: readonly StepInWork["stepId"][] = [];

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
  get steps(): StepInWork[] {
    if (this.stepWordCount >= 0) {
      readSteps(this.#steps, this.#pool, this.#stepIds, this, this.stepsMet, this.stepWords);
      this.stepWordCount = -1;
    }
    return this.#steps;
  }

  /** Takes ids as they lie in a row, 0 = none; answers where they end. */
  holdIds(progressForm: number, awayForm: number, words: Int32Array, from: number): number {
    const progressWords = wordsOfForm(progressForm);
    for (let word = 0; word < progressWords; word += 1) this.idWords[word] = words[from + word] as number;
    const awayWords = wordsOfForm(awayForm);
    for (let word = 0; word < awayWords; word += 1) this.idWords[AWAY_WORDS + word] = words[from + progressWords + word] as number;
    this.#progressId = null;
    this.#awayId = null;
    this.progressForm = progressForm;
    this.awayForm = awayForm;
    return from + progressWords + awayWords;
  }

  /** Takes steps as they lie in a row; answers where they end. They are told from `enteredAt`, which changes with them alone. */
  holdSteps(stepIds: readonly StepInWork["stepId"][], count: number, words: Int32Array, from: number): number {
    const length = stepWords(count, words, from);
    for (let word = 0; word < length; word += 1) this.stepWords[word] = words[from + word] as number;
    this.stepWordCount = length;
    this.stepsMet = count;
    this.#stepIds = stepIds;
    return from + length;
  }

  /** As `beginView`. */
  begin(fact: Fact, flow: Flow, customerId: CustomerId | undefined): void {
    const at = factInstant(fact);
    this.journeyId = fact.journeyId;
    this.flowId = flow.id;
    this.customerId = customerId;
    this.channel = null;
    this.status = "active";
    this.startedAt = at;
    this.stepId = null;
    this.stepIndex = -1;
    this.stepCount = flow.steps.length;
    this.enteredAt = at;
    this.lastProgressAt = at;
    this.lastProgressFactId = fact.id;
    this.awaySince = null;
    this.awayFactId = null;
    this.offlineSince = null;
    this.finishedAt = null;
    this.lastMove = null;
    this.holdSteps(flowIndex(flow).stepIds, 0, this.stepWords, 0);
    this.fieldBits.length = 0;
    this.otherFields = noFields;
    this.seq = 0;
    this.factCount = 0;
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
