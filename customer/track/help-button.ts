/** 「找人帮忙」: the small entry point, in a closed shadow root so that neither the page's styles nor the mirror reach it. */

const TEXTS = {
  zh: { ask: "找人帮忙", asked: "已为您呼叫，请稍候" },
  en: { ask: "Get help", asked: "We are on our way" },
};
/** How long the button says that the call went out, milliseconds. */
const ASKED_MS = 30_000;

const STYLE =
  "button{position:fixed;right:0;bottom:var(--baton-help-bottom,88px);z-index:2147483000;height:44px;padding:0 14px 0 16px;border:0;border-radius:22px 0 0 22px;" +
  "background:#2A55D4;color:#fff;font:600 14px/20px 'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;box-shadow:0 4px 12px rgba(22,24,29,.2)}" +
  "button:disabled{background:#474C55}button:focus-visible{outline:3px solid #C9D6F9}";

/** Shows the button; the returned function removes it. */
export function showHelpButton(onAsk: () => void): () => void {
  const text = TEXTS[document.documentElement.lang.slice(0, 2) === "en" ? "en" : "zh"];
  const host = document.createElement("baton-help");
  const root = host.attachShadow({ mode: "closed" });
  const style = document.createElement("style");
  style.textContent = STYLE;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text.ask;
  button.onclick = () => {
    button.disabled = true;
    button.textContent = text.asked;
    setTimeout(() => {
      button.disabled = false;
      button.textContent = text.ask;
    }, ASKED_MS);
    onAsk();
  };
  root.append(style, button);
  document.body.appendChild(host);
  return () => host.remove();
}
