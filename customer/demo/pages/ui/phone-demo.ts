/**
 * What belongs to the demo and not to the bank: the SMS that arrives on the "phone", and the presenter's controls.
 *
 * In a closed shadow root: no mirror sees it, no style of the page reaches it.
 */
import type { FaceFailure } from "../../rules/flows.ts";
import { el, onClick } from "./dom.ts";

const STYLE = `
  * { box-sizing: border-box; font: 400 13px/20px "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif }
  .sms { position: fixed; top: 10px; left: 50%; transform: translateX(-50%); width: min(358px, calc(100vw - 24px)); z-index: 2147482000; padding: 12px 14px; border-radius: 14px;
    background: rgba(32,35,40,.94); color: #fff; box-shadow: 0 8px 24px rgba(0,0,0,.25); display: flex; gap: 12px; align-items: center }
  .sms span { flex: 1 } .sms button { border: 0; border-radius: 8px; height: 32px; padding: 0 12px; background: #fff; color: #1A1C20; font-weight: 600 }
  .demo { position: fixed; left: 0; bottom: 96px; z-index: 2147482000 }
  .demo > button { height: 28px; padding: 0 10px; border: 1px dashed #9DA1A8; border-left: 0; border-radius: 0 14px 14px 0; background: rgba(255,255,255,.92); color: #474C55; font-size: 12px }
  .panel { position: absolute; left: 8px; bottom: 36px; width: 190px; padding: 12px; border-radius: 12px; background: #fff; box-shadow: 0 8px 24px rgba(0,0,0,.2); display: grid; gap: 8px }
  .panel[hidden] { display: none } .panel label { display: grid; gap: 4px; color: #474C55 }
  .panel button, .panel select { height: 36px; border-radius: 8px; border: 1px solid #D6D6CF; background: #fff; padding: 0 8px }
`;
const SMS_STAYS_MS = 25_000;
const FACE_KEY = "jianghai.face";

let root: ShadowRoot | undefined;

function shadow(): ShadowRoot {
  if (root) return root;
  const host = el("div", { id: "demo-phone" });
  root = host.attachShadow({ mode: "closed" });
  root.append(el("style", {}, STYLE));
  document.body.append(host);
  return root;
}

/** Shows the code as a message on the phone would; 「填入」 does what the phone's keyboard offers. */
export function showSms(code: string, fill: (code: string) => void): void {
  const at = shadow();
  at.querySelector(".sms")?.remove();
  const message = el("div", { class: "sms", role: "status" }, el("span", {}, `【江海银行】验证码 ${code}，5 分钟内有效，请勿告诉他人。`));
  message.append(
    onClick(el("button", { type: "button" }, "填入"), () => {
      fill(code);
      message.remove();
    }),
  );
  at.append(message);
  setTimeout(() => message.remove(), SMS_STAYS_MS);
}

/** The failure the next face check shall have: from `?face=` (`fail` alternates two), else from the presenter's control; `null` = none. */
export function forcedFaceFailure(attempt: number): FaceFailure | null {
  const wanted = new URLSearchParams(location.search).get("face") ?? sessionStorage.getItem(FACE_KEY) ?? "pass";
  if (wanted === "fail") return attempt % 2 === 0 ? "light-too-low" : "face-not-found";
  return wanted === "light-too-low" || wanted === "face-not-found" || wanted === "face-mismatch" ? wanted : null;
}

/** The message goes with the step it was for. */
export function hideSms(): void {
  root?.querySelector(".sms")?.remove();
}

export type DemoControls = { readonly onFill: () => void; readonly hasFace: boolean };

/** Absent with `?demo=0`. */
export function showDemoControls({ onFill, hasFace }: DemoControls): void {
  const at = shadow();
  at.querySelector(".demo")?.remove();
  if (new URLSearchParams(location.search).get("demo") === "0") return;
  const panel = el("div", { class: "panel", hidden: true }, onClick(el("button", { type: "button" }, "填入演示资料"), onFill));
  if (hasFace) {
    const options = [
      ["pass", "正常核验"],
      ["fail", "未通过（交替）"],
      ["light-too-low", "光线太暗"],
      ["face-not-found", "没有识别到人脸"],
      ["face-mismatch", "与证件不符"],
    ].map(([value, text]) => el("option", { value, selected: value === sessionStorage.getItem(FACE_KEY) }, text));
    const select = el("select", {}, ...options);
    select.addEventListener("change", () => sessionStorage.setItem(FACE_KEY, select.value));
    panel.append(el("label", {}, "人脸核验结果", select));
  }
  const toggle = onClick(el("button", { type: "button" }, "演示"), () => {
    panel.hidden = !panel.hidden;
  });
  at.append(el("div", { class: "demo" }, panel, toggle));
}
