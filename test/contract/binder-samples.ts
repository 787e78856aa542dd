/**
 * One valid input for every call of every boundary: what a contract test needs to get past the second gate.
 *
 * The types demand a sample for each call, so a new call cannot be added without one.
 */
import type { bankHubCalls } from "#shared/contract/bank-hub.ts";
import type { customerHubCalls } from "#shared/contract/customer-hub.ts";
import type { deskHubCalls } from "#shared/contract/desk-hub.ts";
import type { guestHubCalls } from "#shared/contract/guest-hub.ts";
import type { ipcCalls } from "#shared/contract/ipc.ts";
import type { CallTable, InputOf } from "#shared/contract/table.ts";

export type Samples<T extends CallTable> = { readonly [K in keyof T]: InputOf<T, K> };

const alertRef = { alertId: "alert-1" };
const sessionRef = { helpSessionId: "hs-1" };
const draftRef = { draftId: "draft-1" };
const signal = { ...sessionRef, to: "p-2", callId: "call-1", signal: '{"type":"offer"}' };
const media = { ...sessionRef, media: { audio: true, video: false, share: false } };

export const deskSamples: Samples<typeof deskHubCalls> = {
  resume: { cursor: null },
  deskContent: {},
  setPresence: { presence: "online" },
  colleagues: {},
  openAlert: alertRef,
  closeAlert: {},
  customerHistory: alertRef,
  pickUpAlert: alertRef,
  snoozeAlert: { ...alertRef, until: 1_795_399_200_000 },
  wakeAlert: alertRef,
  handOverAlert: { ...alertRef, to: "rm-wang" },
  giveToAssistant: alertRef,
  weighContact: { customerId: "lin-xiaolan", channel: "sms", at: null, askedFirst: false },
  sendSms: { id: "sms-1", customerId: "lin-xiaolan", text: "您好", about: "车贷申请" },
  logPhoneContact: { id: "call-1", customerId: "lin-xiaolan", at: 1_795_399_200_000, outcome: "talked", about: "车贷申请" },
  joinHelpSession: sessionRef,
  leaveHelpSession: sessionRef,
  endHelpSession: sessionRef,
  askForScopes: { ...sessionRef, scopes: ["view", "voice"] },
  viewMirror: { ...sessionRef, on: true },
  sendPointing: { ...sessionRef, pointing: { kind: "pointer", x01: 0.5, y01: 0 } },
  sendSignal: signal,
  setMediaState: media,
  sendChat: { ...sessionRef, id: "chat-1", text: "您好，我是您的客户经理陈思远。" },
  talkingPoints: sessionRef,
  judgePoint: { pointId: "tp-1", verdict: "not-useful" },
  inviteExpert: { ...sessionRef, specialistId: "ex-lu", question: "保险金信托的起点金额是多少？" },
  expertBrief: sessionRef,
  declineInvite: sessionRef,
  sessionSummary: sessionRef,
  wrapUp: { ...sessionRef, outcome: "step-finished", note: "", summary: "" },
  studioShelf: {},
  openContentFile: { file: "policies/detection.yaml" },
  checkDraft: { file: "flows/car-loan.yaml", text: "id: car-loan\n" },
  saveDraft: { draftId: null, revision: 0, file: "policies/detection.yaml", baseReleaseId: "a".repeat(64), text: "" },
  openDraft: draftRef,
  deleteDraft: draftRef,
  restoreDraft: draftRef,
  runDraft: { runId: "run-1", file: "policies/detection.yaml", text: "version: 1\n" },
  stopRun: { runId: "run-1" },
};

export const guestSamples: Samples<typeof guestHubCalls> = {
  expertBrief: sessionRef,
  joinHelpSession: sessionRef,
  leaveHelpSession: sessionRef,
  declineInvite: sessionRef,
  viewMirror: { ...sessionRef, on: false },
  sendSignal: signal,
  setMediaState: media,
  sendChat: deskSamples.sendChat,
};

export const customerSamples: Samples<typeof customerHubCalls> = {
  openInvitation: { invitationId: "inv-1" },
  answerInvitation: { invitationId: "inv-1", answer: "accept", scopes: ["view"] },
  rejoin: sessionRef,
  changeConsent: { ...sessionRef, scope: "view", given: false },
  declineScope: { ...sessionRef, scope: "share" },
  endHelpSession: sessionRef,
  pageChanging: sessionRef,
  sendMirrorFrame: {
    ...sessionRef,
    envelope: { pageId: "page-0001", seq: 1, keyframe: true, at: 0 },
    layers: { structure: new Uint8Array([1]) },
  },
  sendSignal: signal,
  setMediaState: media,
  sendChat: { id: "chat-2", text: "人脸一直过不去" },
  askForPerson: {},
  chatSoFar: {},
};

export const bankSamples: Samples<typeof bankHubCalls> = {
  acceptFacts: {
    facts: [{ id: "f-1", journeyId: "j-1", seq: 1, at: 1_795_399_200_000, observation: { kind: "step-entered", stepId: "face-check" } }],
  },
  decideContact: { customerId: "lin-xiaolan", channel: "sms", about: "车贷申请" },
  recordContact: { permit: "a.b.c", outcome: "invited" },
};

export const ipcSamples: Samples<typeof ipcCalls> = {
  startInfo: {},
  changeSettings: { theme: "dark" },
  retryHub: {},
  keepToken: { token: null },
  keptToken: {},
  notify: { title: "林** 停在人脸核验", body: "车贷申请 第 5 步", ...alertRef },
  setBadge: { count: 3, presence: "online" },
  controlWindow: { action: "minimize" },
  copyText: { text: "J-20261123-0042" },
};
