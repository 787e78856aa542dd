/** The bank's home: who is signed in, and the services. */
import { ask, keepTokenFresh, type RunView, send } from "./ui/bank-api.ts";
import { el, icon, iconPaths, onClick } from "./ui/dom.ts";
import { bankStrip } from "./ui/frame.ts";

type Me = { readonly name: string; readonly phoneTail: string } | null;

const services = [
  { id: "car-loan", path: "/car-loan", title: "车贷申请", text: "最高贷 85%，最长 60 期", icon: iconPaths.car },
  {
    id: "deposit-transfer",
    path: "/deposit-transfer/certificate",
    title: "大额存单转让",
    text: "急用钱不必提前支取，挂单转让",
    icon: iconPaths.paper,
  },
  {
    id: "family-trust",
    path: "/family-trust",
    title: "家族信托/保险金信托设立",
    text: "把财富按您的心意，交给家人",
    icon: iconPaths.shield,
  },
] as const;

async function open(): Promise<void> {
  const place = document.getElementById("bank");
  if (!place) return;
  keepTokenFresh();
  const me = await ask<Me>("/me");
  const person = me.ok ? me.value : null;
  const runs = await Promise.all(services.map(({ id }) => ask<RunView>(`/flows/${id}`)));
  const entry = person
    ? onClick(el("button", { type: "button", class: "strip-link" }, "退出"), () => void send("/sign-out").then(() => location.reload()))
    : el("a", { class: "strip-link", href: "/sign-in" }, "登录");
  const cards = services.map((service, index) => {
    const run = runs[index];
    const state = run?.ok ? (run.value.application !== null ? "再次办理" : run.value.reached > 0 ? "继续办理" : "立即办理") : "立即办理";
    const address = run?.ok && run.value.application !== null ? `${service.path}?new=1` : service.path;
    return el(
      "a",
      { class: "service", href: address },
      el("span", { class: "service-icon" }, icon(service.icon, 24)),
      el("span", { class: "service-text" }, el("strong", {}, service.title), el("small", {}, service.text)),
      el("span", { class: "service-state" }, state),
    );
  });
  place.replaceChildren(
    bankStrip(entry),
    el(
      "main",
      { class: "home" },
      el(
        "section",
        { class: "hero" },
        el("p", {}, person ? "欢迎回来" : "您好"),
        el("h1", {}, person ? el("span", { "data-baton-private": true }, person.name) : "欢迎来到江海银行"),
        el("p", {}, "线上办理，随时有人帮您。"),
      ),
      el("h2", { class: "home-heading" }, "常用服务"),
      el("div", { class: "services" }, ...cards),
      el("p", { class: "footnote" }, "江海银行为演示用的虚构银行，页面数据均为虚构。"),
    ),
  );
}

void open();
