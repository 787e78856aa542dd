/** Every sentence the customer reads, in both languages. Chinese is the source. Numbers and names are put in by the functions. */
import type { ConsentScope } from "#shared/model/consent.ts";
import type { Language } from "#shared/model/words.ts";

type ScopeText = { readonly name: string; readonly says: string };

export type Copy = {
  readonly scopes: Readonly<Record<ConsentScope, ScopeText>>;
  readonly invite: {
    title(name: string, stepTitle: string): string;
    role: Readonly<Record<"manager" | "agent", string>>;
    staffNumber(number: string): string;
    verified: string;
    canSee: string;
    canSeeWhat(flowTitle: string): string;
    howLong: string;
    howLongWhat(minutes: number): string;
    cannotSee: string;
    cannotSeeWhat(labels: readonly string[]): string;
    cannotSeeAlways: string;
    /** Any one of them is enough. */
    needs(scopeNames: readonly string[]): string;
    least: string;
    decline: string;
    accept: string;
    acceptChat: string;
    wrongPerson: string;
    foot: string;
    later: string;
    waiting(name: string): string;
    open: string;
    expired: string;
    expiredSays: string;
    notSent: string;
    close: string;
  };
  readonly session: {
    watching(name: string): string;
    watchingShort(name: string): string;
    left(time: string): string;
    notRecorded: string;
    end: string;
    mute: string;
    unmute: string;
    cameraOn: string;
    cameraOff: string;
    chat: string;
    scopes: string;
    scopesSays: string;
    shareStart: string;
    shareStop: string;
    asked(name: string): string;
    allow: string;
    refuse: string;
    joined(name: string): string;
    gone(name: string): string;
    guided(name: string, label: string): string;
    locked: string;
    minimise: string;
    restore: string;
    noMicrophone: string;
    noCamera: string;
    offline: string;
    resumed: string;
    hearAgain: string;
    ended: string;
    endedSays: string;
    gotIt: string;
    shareRefused: string;
    notChanged: string;
    video(name: string): string;
  };
  readonly chat: {
    assistant: string;
    assistantSays: string;
    waiting: string;
    waitingSays: string;
    person(name: string): string;
    placeholder: string;
    send: string;
    close: string;
    askPerson: string;
    asked: string;
    failed: string;
    retry: string;
    empty: string;
    unread(count: number): string;
    me: string;
  };
};

const zh: Copy = {
  scopes: {
    view: { name: "查看", says: "看到您当前这一页" },
    point: { name: "指引", says: "在页面上指给您看" },
    fill: { name: "代填", says: "替您填，您逐项确认" },
    voice: { name: "语音", says: "通话" },
    video: { name: "视频", says: "互相看到画面" },
    share: { name: "共享屏幕", says: "您选择共享哪个画面" },
    transcribe: { name: "转写", says: "通话转成文字" },
    record: { name: "录制", says: "保存通话，用于查证" },
  },
  invite: {
    title: (name, stepTitle) => `${name}想陪您完成${stepTitle}`,
    role: { manager: "您的客户经理", agent: "本行服务专员" },
    staffNumber: (number) => `工号 ${number}`,
    verified: "本行已认证",
    canSee: "能看到",
    canSeeWhat: (flowTitle) => `仅「${flowTitle}」页面，离开即停`,
    howLong: "多久",
    howLongWhat: (minutes) => `最长 ${minutes} 分钟，到时自动结束`,
    cannotSee: "看不到",
    cannotSeeWhat: (labels) => labels.join("、"),
    cannotSeeAlways: "密码、验证码、证件和人脸",
    needs: (scopeNames) => `先开启${scopeNames.join("或")}`,
    least: "开启查看和指引",
    decline: "暂不需要",
    accept: "同意并开始",
    acceptChat: "仅文字开始",
    wrongPerson: "不是我",
    foot: "开始后屏幕下方始终有「结束」，一键停止。",
    later: "稍后再说",
    waiting: (name) => `${name}在等您`,
    open: "查看",
    expired: "这次邀请已失效",
    expiredSays: "您可以继续办理；需要时点「找人帮忙」。",
    notSent: "没有发出，请检查网络后再试。您的选择还在。",
    close: "关闭",
  },
  session: {
    watching: (name) => `${name}正在看此页，锁住的内容看不到`,
    watchingShort: (name) => `${name}正在看此页`,
    left: (time) => `剩 ${time}`,
    notRecorded: "未录制",
    end: "结束",
    mute: "静音",
    unmute: "取消静音",
    cameraOn: "打开摄像头",
    cameraOff: "关闭摄像头",
    chat: "聊天",
    scopes: "您的授权",
    scopesSays: "随时可改，关掉立即停止。",
    shareStart: "开始共享屏幕",
    shareStop: "停止共享屏幕",
    asked: (name) => `${name}想请您开启`,
    allow: "同意",
    refuse: "暂不",
    joined: (name) => `专家${name}已加入`,
    gone: (name) => `专家${name}已离开`,
    guided: (name, label) => `${name}请您看「${label}」`,
    locked: "带锁内容只在您的手机上显示",
    minimise: "收起画面",
    restore: "展开画面",
    noMicrophone: "没有用上麦克风，对方听不到您。请在浏览器里允许后再开启语音。",
    noCamera: "没有用上摄像头，对方看不到您。请在浏览器里允许后再开启视频。",
    offline: "网络断开，正在重新连接…",
    resumed: "已接回，继续为您服务",
    hearAgain: "点这里恢复声音",
    ended: "本次协助已结束",
    endedSays: "查看、指引和通话都已停止，您可以继续办理。",
    gotIt: "知道了",
    shareRefused: "没有开始共享。",
    notChanged: "没有改成，请再试一次。",
    video: (name) => `${name}的画面`,
  },
  chat: {
    assistant: "智能助理",
    assistantSays: "先由助理为您解答，随时可以转人工",
    waiting: "正在联系您的客户经理…",
    waitingSays: "您可以继续办理，有人接手会马上提醒您。",
    person: (name) => `与${name}的对话`,
    placeholder: "输入文字，请勿发送密码和验证码",
    send: "发送",
    close: "收起",
    askPerson: "转人工",
    asked: "已转人工，正在联系您的客户经理…",
    failed: "没有发出",
    retry: "重试",
    empty: "还没有消息",
    unread: (count) => `${count} 条未读`,
    me: "我",
  },
};

const en: Copy = {
  scopes: {
    view: { name: "View", says: "sees the page you are on" },
    point: { name: "Point", says: "shows you where, on the page" },
    fill: { name: "Fill in", says: "fills in fields, you confirm each one" },
    voice: { name: "Voice", says: "talk to each other" },
    video: { name: "Video", says: "see each other" },
    share: { name: "Screen", says: "you choose what to share" },
    transcribe: { name: "Transcribe", says: "turns the call into text" },
    record: { name: "Record", says: "keeps the call as proof" },
  },
  invite: {
    title: (name, stepTitle) => `${name} would like to help you with “${stepTitle}”`,
    role: { manager: "Your relationship manager", agent: "Service agent of the bank" },
    staffNumber: (number) => `Staff no. ${number}`,
    verified: "verified by the bank",
    canSee: "Sees",
    canSeeWhat: (flowTitle) => `only “${flowTitle}”; it stops when you leave`,
    howLong: "Lasts",
    howLongWhat: (minutes) => `${minutes} minutes at most, then ends by itself`,
    cannotSee: "Never",
    cannotSeeWhat: (labels) => labels.join(", "),
    cannotSeeAlways: "passwords, codes, documents, your face",
    needs: (scopeNames) => `needs ${scopeNames.join(" or ")}`,
    least: "Turn on View and Point",
    decline: "Not now",
    accept: "Agree and start",
    acceptChat: "Start with chat only",
    wrongPerson: "This is not me",
    foot: "“End” stays at the bottom of the screen: one tap stops it.",
    later: "Later",
    waiting: (name) => `${name} is waiting`,
    open: "Open",
    expired: "This invitation is no longer valid",
    expiredSays: "You can carry on; tap “Get help” when you need somebody.",
    notSent: "Not sent. Check the network and try again; your choice is kept.",
    close: "Close",
  },
  session: {
    watching: (name) => `${name} can see this page, except what is locked`,
    watchingShort: (name) => `${name} can see this page`,
    left: (time) => `${time} left`,
    notRecorded: "not recorded",
    end: "End",
    mute: "Mute",
    unmute: "Unmute",
    cameraOn: "Camera on",
    cameraOff: "Camera off",
    chat: "Chat",
    scopes: "What you agreed to",
    scopesSays: "Change it any time; off stops it at once.",
    shareStart: "Share my screen",
    shareStop: "Stop sharing",
    asked: (name) => `${name} asks you to turn on`,
    allow: "Agree",
    refuse: "Not now",
    joined: (name) => `Expert ${name} has joined`,
    gone: (name) => `Expert ${name} has left`,
    guided: (name, label) => `${name} points you to “${label}”`,
    locked: "Locked content shows on your device only",
    minimise: "Hide video",
    restore: "Show video",
    noMicrophone: "Your microphone could not be used, so you cannot be heard. Allow it in the browser, then turn voice on again.",
    noCamera: "Your camera could not be used, so you cannot be seen. Allow it in the browser, then turn video on again.",
    offline: "Connection lost, trying again…",
    resumed: "Reconnected; we can carry on",
    hearAgain: "Tap for sound",
    ended: "This session has ended",
    endedSays: "Viewing, pointing and the call have stopped. You can carry on.",
    gotIt: "OK",
    shareRefused: "Sharing did not start.",
    notChanged: "Not changed, please try again.",
    video: (name) => `Video of ${name}`,
  },
  chat: {
    assistant: "Assistant",
    assistantSays: "The assistant answers first; ask for a person any time",
    waiting: "Calling your relationship manager…",
    waitingSays: "You can carry on; we will tell you as soon as somebody is there.",
    person: (name) => `Chat with ${name}`,
    placeholder: "Write here; never send passwords or codes",
    send: "Send",
    close: "Close",
    askPerson: "Talk to a person",
    asked: "You asked for a person; calling your relationship manager…",
    failed: "Not sent",
    retry: "Try again",
    empty: "No messages yet",
    unread: (count) => `${count} unread`,
    me: "me",
  },
};

export const copies: Readonly<Record<Language, Copy>> = { "zh-CN": zh, en };

/** The page's own language, Chinese unless it says English. */
export function languageOf(pageLanguage: string): Language {
  return pageLanguage.toLowerCase().startsWith("en") ? "en" : "zh-CN";
}
