/** Sign-in by phone number and code. The demo offers its customers to choose from and shows the code on the "phone". */
import { ask, send } from "./ui/bank-api.ts";
import { el, onClick } from "./ui/dom.ts";
import { bankStrip } from "./ui/frame.ts";
import { showSms } from "./ui/phone-demo.ts";

type DemoCustomer = { readonly name: string; readonly phone: string };

/** Only an address of this site: a link must not lead a customer elsewhere after signing in. */
function nextAddress(): string {
  const next = new URLSearchParams(location.search).get("next") ?? "/";
  return /^\/(?!\/)[\w\-/?=&.]*$/.test(next) ? next : "/";
}

/** A labelled line of the form; `shown` holds `control`. */
function row(label: string, control: HTMLElement, shown: HTMLElement): HTMLElement {
  return el(
    "div",
    { class: "row beside" },
    el("div", { class: "row-line" }, el("label", { class: "label", for: control.id }, label), shown),
  );
}

async function open(): Promise<void> {
  const place = document.getElementById("bank");
  if (!place) return;
  const customers = await ask<readonly DemoCustomer[]>("/demo-customers");
  const list = customers.ok ? customers.value : [];
  const phone = el("input", { id: "phone", type: "text", inputmode: "tel", autocomplete: "tel", placeholder: "手机号" });
  phone.value = list[0]?.phone ?? "";
  const code = el("input", {
    id: "code",
    type: "text",
    inputmode: "numeric",
    autocomplete: "one-time-code",
    maxlength: "6",
    placeholder: "6 位数字",
  });
  const fault = el("p", { class: "fault", role: "alert", hidden: true });
  const tell = (sentence: string) => {
    fault.textContent = sentence;
    fault.hidden = sentence === "";
  };
  const picker = el("select", { id: "demo-customer" }, ...list.map((customer) => el("option", { value: customer.phone }, customer.name)));
  picker.addEventListener("change", () => {
    phone.value = picker.value;
  });
  const sendButton = onClick(el("button", { type: "button", class: "code-button" }, "获取验证码"), async () => {
    const reply = await send<{ demoCode: string }>("/sign-in/code", { phone: phone.value.trim() });
    if (!reply.ok) {
      tell("该手机号未在本行登记");
      return;
    }
    tell("");
    showSms(reply.value.demoCode, (sent) => {
      code.value = sent;
    });
  });
  const form = el(
    "form",
    { class: "card sign-in" },
    row("演示客户", picker, picker),
    row("手机号", phone, el("span", { class: "text-control" }, phone)),
    row("验证码", code, el("span", { class: "code-control" }, code, sendButton)),
    fault,
    el("button", { type: "submit", class: "primary" }, "登录"),
    el("a", { class: "link visitor", href: "/car-loan" }, "暂不登录，先看车贷"),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const reply = await send("/sign-in", { phone: phone.value.trim(), code: code.value.trim() });
    if (reply.ok) location.assign(nextAddress());
    else tell(reply.error.code === "code-expired" ? "验证码已过期，请重新获取" : "手机号或验证码不正确");
  });
  place.replaceChildren(
    bankStrip(),
    el(
      "main",
      { class: "home" },
      el("section", { class: "hero" }, el("h1", {}, "登录江海银行"), el("p", {}, "使用本人手机号和短信验证码登录。")),
      form,
    ),
  );
}

void open();
