/** What the window lets its page do, and where it opens. Rules: docs/spec/SHELL.md, SHELL. */
import path from "node:path";
import { describe, expect, it } from "vitest";
import { acceptHubUrl } from "../../../main/hub-host/hub-url.ts";
import { isTrustedSender } from "../../../main/ipc/sender.ts";
import { drawTrayIcon } from "../../../main/notify/tray-icon.ts";
import { bundleFileOf, isBundleAddress, mediaTypeOf } from "../../../main/window/bundle-files.ts";
import { contentPolicy } from "../../../main/window/content-policy.ts";
import { mayAsk } from "../../../main/window/permissions.ts";
import { placeOnScreens } from "../../../main/window/window-bounds.ts";

function directive(policy: string, name: string): readonly string[] {
  const found = policy.split("; ").find((part) => part.startsWith(`${name} `));
  return found?.split(" ").slice(1) ?? [];
}

describe("the content policy", () => {
  it("[SHELL-1] lets only bundled scripts run", () => {
    const policy = contentPolicy(null);
    expect(directive(policy, "default-src")).toEqual(["'none'"]);
    expect(directive(policy, "script-src")).toEqual(["'self'"]);
    expect(directive(policy, "worker-src")).toEqual(["'self'", "blob:"]);
    expect(policy).not.toContain("unsafe-eval");
    expect(policy).not.toContain(" *;");
  });

  it("[SHELL-2] opens connections to this machine for its own hub, whatever port it takes", () => {
    expect(directive(contentPolicy(null), "connect-src")).toEqual([
      "'self'",
      "http://127.0.0.1:*",
      "ws://127.0.0.1:*",
      "http://localhost:*",
      "ws://localhost:*",
    ]);
  });

  it("[SHELL-2] opens them to a deployed hub's origin alone", () => {
    expect(directive(contentPolicy("https://hub.example.com:8443"), "connect-src")).toEqual([
      "'self'",
      "https://hub.example.com:8443",
      "wss://hub.example.com:8443",
    ]);
  });

  it("[SHELL-1] never lets a mirrored page load anything remote", () => {
    const policy = contentPolicy("https://hub.example.com");
    for (const name of ["img-src", "media-src", "font-src", "style-src", "frame-src"]) {
      expect(directive(policy, name).filter((source) => /^(https?|wss?):/.test(source))).toEqual([]);
    }
  });
});

describe("a hub's address", () => {
  it.each([
    ["https://hub.example.com/desk?x=1", "https://hub.example.com"],
    ["http://127.0.0.1:4810", "http://127.0.0.1:4810"],
  ])("[SHELL-3] %s is taken as its origin", (text, origin) => {
    expect(acceptHubUrl(text)).toEqual({ ok: true, value: origin });
  });

  it.each(["http://hub.example.com", "ftp://hub.example.com", "javascript:alert(1)", "https://a:b@hub.example.com", "hub", ""])(
    "[SHELL-3] %s is refused",
    (text) => {
      expect(acceptHubUrl(text).ok).toBe(false);
    },
  );
});

describe("app://bundle", () => {
  const root = path.resolve("/", "opt", "baton", "out", "renderer");

  it("[SHELL-4] means files of the bundle", () => {
    expect(bundleFileOf("app://bundle/", root)).toBe(path.join(root, "desk.html"));
    expect(bundleFileOf("app://bundle/assets/desk.js?v=1#x", root)).toBe(path.join(root, "assets", "desk.js"));
    expect(mediaTypeOf("a.mjs")).toContain("text/javascript");
  });

  it.each([
    "app://elsewhere/desk.html",
    "app://bundle/%2e%2e%2f%2e%2e%2fmain/index.cjs",
    "app://bundle/..%5c..%5cmain",
    "app://bundle/%00",
    "app://bundle/%E0%A4%A",
    "file:///etc/passwd",
    "bundle",
  ])("[SHELL-4] %s means none", (address) => {
    expect(bundleFileOf(address, root)).toBeNull();
  });
});

describe("the sender of a call", () => {
  const frame = (url: string, parent: unknown = null) => ({ sender: { id: 7 }, senderFrame: { url, parent } });

  it("[SHELL-5] is heard as the top page of the desk's own window", () => {
    expect(isTrustedSender(frame("app://bundle/desk.html"), 7, isBundleAddress)).toBe(true);
  });

  it.each([
    ["another window", frame("app://bundle/desk.html"), 8],
    ["no window", frame("app://bundle/desk.html"), null],
    ["a frame inside the page", frame("app://bundle/desk.html", {}), 7],
    ["a mirrored page", frame("about:srcdoc", {}), 7],
    ["a page from elsewhere", frame("https://bank.example.com/"), 7],
    ["a host that only looks like it", frame("app://bundle.example.com/desk.html"), 7],
    ["a frame that is gone", { sender: { id: 7 }, senderFrame: null }, 7],
  ])("[SHELL-5] is not heard as %s", (_who, event, ownId) => {
    expect(isTrustedSender(event, ownId, isBundleAddress)).toBe(false);
  });
});

describe("a permission", () => {
  it.each(["media", "display-capture", "notifications", "clipboard-sanitized-write", "speaker-selection"])(
    "[SHELL-6] %s is the desk's own page's",
    (permission) => {
      expect(mayAsk(permission, "app://bundle/desk.html", isBundleAddress)).toBe(true);
      expect(mayAsk(permission, "https://bank.example.com", isBundleAddress)).toBe(false);
      expect(mayAsk(permission, "null", isBundleAddress)).toBe(false);
    },
  );

  it.each(["geolocation", "clipboard-read", "usb", "serial", "midi", "openExternal", "fileSystem", "unknown"])(
    "[SHELL-6] %s is nobody's",
    (permission) => {
      expect(mayAsk(permission, "app://bundle/desk.html", isBundleAddress)).toBe(false);
    },
  );
});

describe("the window's place", () => {
  const laptop = { x: 0, y: 0, width: 1440, height: 875 };
  const second = { x: 1440, y: 0, width: 1920, height: 1055 };
  const place = { width: 1400, height: 860, x: 1500, y: 40, maximized: false };

  it("[SHELL-7] is where it was while that is on a screen", () => {
    expect(placeOnScreens(place, [laptop, second])).toEqual({ width: 1400, height: 860, x: 1500, y: 40 });
  });

  it("[SHELL-7] is left to the system, within the first screen, when its screen is gone", () => {
    expect(placeOnScreens({ ...place, width: 1900 }, [laptop])).toEqual({ width: 1440, height: 860 });
  });

  it("[SHELL-7] never hides the title bar above or below a screen", () => {
    expect(placeOnScreens({ ...place, y: -300 }, [laptop, second])).not.toHaveProperty("y");
    expect(placeOnScreens({ ...place, y: 1000 }, [laptop, second])).not.toHaveProperty("y");
  });
});

describe("the tray icon", () => {
  const painted = (count: number) => Buffer.from(drawTrayIcon(count, "online").pixels).toString("base64");

  it("[SHELL-8] tells counts apart up to 9, and says 9+ beyond", () => {
    const pictures = new Set(Array.from({ length: 10 }, (_unused, count) => painted(count)));
    expect(pictures.size).toBe(10);
    expect(painted(10)).toBe(painted(9_999));
    expect(painted(10)).not.toBe(painted(9));
  });

  it("[SHELL-8] shows the presence", () => {
    const online = Buffer.from(drawTrayIcon(0, "online").pixels);
    expect(online.equals(Buffer.from(drawTrayIcon(0, "busy").pixels))).toBe(false);
  });
});
