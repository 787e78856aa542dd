/**
 * The demo bank 江海银行: a small real server with pages, sign-in, validation, uploads and the customer's signed token.
 *
 * Stands in for a bank and is not shipped. Knows the hub only by the tracker's script address and the shared key.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { serve } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { Clock } from "#shared/lib/clock.ts";
import { systemClock } from "#shared/lib/clock.ts";
import { flowPages } from "../rules/flows.ts";
import { createBankState } from "./bank-state.ts";
import { signCustomerToken } from "./customer-token.ts";
import { optionalFields } from "./flow-files.ts";
import type { BankEnv } from "./flow-routes.ts";
import { flowRoutes } from "./flow-routes.ts";
import { loadRecords } from "./records.ts";
import { signInRoutes } from "./sign-in-routes.ts";

export type DemoBankSettings = {
  /** 0 takes a free one. */
  readonly port: number;
  /** Default loopback; `0.0.0.0` lets a phone on the network in. */
  readonly host?: string;
  /** Where the tracker comes from and sends to, as the customer's browser reaches it. */
  readonly hubUrl: string;
  /** The key the bank shares with the hub; signs customer tokens. */
  readonly bankKey: Uint8Array;
  /** Serves https with it; a phone's camera and microphone need that away from this machine. */
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly clock?: Clock;
  /** Built pages; default `out/demo-bank`. */
  readonly pagesFolder?: string;
  readonly contentFolder?: string;
};

export type DemoBank = { readonly url: string; close(): Promise<void> };

const PROJECT = path.resolve(import.meta.dirname, "../../..");
const COOKIE = "jianghai";

function escapeAttribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

/** Page file below the pages folder for a path of the site; `null` = not a page. */
export function pageFileFor(pathname: string): string | null {
  if (pathname === "/") return "index.html";
  const parts = pathname.slice(1).split("/");
  if (pathname === "/sign-in" || pathname === "/car-loan" || pathname === "/family-trust") return `${parts[0]}.html`;
  const isStep =
    parts.length === 2 && parts[0] === "deposit-transfer" && flowPages["deposit-transfer"]?.steps.some(({ stepId }) => stepId === parts[1]);
  return isStep ? `${parts.join("/")}.html` : null;
}

/** Starts listening; `close` ends connections and deletes what customers uploaded. */
export async function startDemoBank(settings: DemoBankSettings): Promise<DemoBank> {
  const { hubUrl, bankKey, clock = systemClock, host = "127.0.0.1" } = settings;
  const pagesFolder = settings.pagesFolder ?? path.join(PROJECT, "out/demo-bank");
  const contentFolder = settings.contentFolder ?? path.join(PROJECT, "content");
  const uploadFolder = await mkdtemp(path.join(tmpdir(), "jianghai-uploads-"));
  const state = createBankState(clock, loadRecords(contentFolder));
  const app = new Hono<BankEnv>();

  app.use(async (c, next) => {
    const visit = state.visit(getCookie(c, COOKIE));
    if (getCookie(c, COOKIE) !== visit.id) setCookie(c, COOKIE, visit.id, { httpOnly: true, sameSite: "Lax", path: "/" });
    c.set("visit", visit);
    await next();
  });
  app.route("/api/flows", flowRoutes({ state, uploadFolder, optionalOf: optionalFields(contentFolder) }));
  app.route("/api", signInRoutes(state, bankKey));

  app.get("/deposit-transfer", (c) => {
    const run = state.run(c.var.visit, "deposit-transfer");
    return c.redirect(`/deposit-transfer/${run?.flow.steps[run.current]?.stepId ?? "certificate"}`);
  });
  app.use("/assets/*", serveStatic({ root: path.relative(process.cwd(), pagesFolder) || "." }));
  app.get("*", async (c) => {
    const file = pageFileFor(new URL(c.req.url).pathname);
    if (file === null) return c.notFound();
    const html = await readFile(path.join(pagesFolder, file), "utf8");
    const { record } = c.var.visit;
    const token = record ? await signCustomerToken(record.customerId, bankKey, clock.now()) : "";
    const tag =
      `<script defer src="${escapeAttribute(hubUrl)}/sdk/track.js" data-baton-hub="${escapeAttribute(hubUrl)}" ` +
      `data-baton-token="${token}" data-baton-help-button></script>`;
    c.header("cache-control", "no-store");
    return c.html(html.replace("<!--baton-->", tag));
  });

  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const secured = settings.tls === undefined ? {} : { createServer, serverOptions: settings.tls };
    const opened = serve({ fetch: app.fetch, port: settings.port, hostname: host, ...secured }, () => resolve(opened));
    opened.once("error", reject);
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : settings.port;
  return {
    url: `${settings.tls === undefined ? "http" : "https"}://${host === "0.0.0.0" ? "127.0.0.1" : host}:${port}`,
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      });
      await rm(uploadFolder, { recursive: true, force: true });
    },
  };
}
