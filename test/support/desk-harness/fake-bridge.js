// Stands in for the preload in a plain browser: put there by Playwright before the page runs. `batonStart` holds url, token, settings.
(() => {
  const start = globalThis.batonStart;
  let settings = start.settings;
  let token = null;
  const hearers = {};
  const ok = (value) => Promise.resolve({ ok: true, value });
  const tell = (name, payload) => {
    for (const hear of hearers[name] ?? []) hear(payload);
  };
  globalThis.batonTell = tell;
  globalThis.batonNotices = [];
  globalThis.baton = {
    calls: {
      startInfo: () =>
        ok({
          profile: "harness",
          platform: start.platform ?? "linux",
          versions: { app: "0.1.0", electron: "25.1.1", chrome: "114" },
          settings,
          hub: { status: "ready", url: start.url, launchToken: start.launchToken, ownedByUs: true },
          systemDark: false,
        }),
      changeSettings: (patch) => {
        settings = { ...settings, ...patch };
        tell("settings-changed", settings);
        return ok({ settings });
      },
      retryHub: () => ok({}),
      keepToken: (input) => {
        token = input.token;
        return ok({ kept: "run" });
      },
      keptToken: () => ok({ token, kept: "run" }),
      notify: (input) => {
        globalThis.batonNotices.push(input);
        return ok({});
      },
      setBadge: () => ok({}),
      controlWindow: () => ok({}),
      copyText: () => ok({}),
    },
    on: (name, hear) => {
      hearers[name] = [...(hearers[name] ?? []), hear];
      return () => {
        hearers[name] = hearers[name].filter((known) => known !== hear);
      };
    },
  };
})();
