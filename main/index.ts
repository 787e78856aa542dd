/**
 * The desktop's composition root: reads the command line, puts the parts together, opens the window.
 *
 * Owns the order of starting and ending. It is the only place in `main/` that reads the environment.
 */
import path from "node:path";
import { app, Menu } from "electron";
import { systemClock } from "#shared/lib/clock.ts";
import { chooseHubCommand, fileExists } from "./hub-host/hub-command.ts";
import { type HubHost, hostHub } from "./hub-host/hub-host.ts";
import { type DeskLog, openDeskLog } from "./platform/desk-log.ts";
import { prepareDrawing } from "./platform/drawing.ts";
import { describeStartFault, readStartOptions, type StartOptions } from "./platform/start-options.ts";
import { runDesk } from "./run-desk.ts";
import { readSettings } from "./settings/settings-file.ts";
import { readSettingsText } from "./settings/settings-store.ts";
import { registerBundleScheme } from "./window/bundle-protocol.ts";

const EXIT_USAGE = 2;

function start(): void {
  const read = readStartOptions({
    argv: process.argv,
    env: process.env,
    appDataFolder: app.getPath("appData"),
    workingFolder: process.cwd(),
  });
  if (!read.ok) {
    process.stderr.write(`${describeStartFault(read.error)}\n`);
    app.exit(EXIT_USAGE);
    return;
  }
  const options = read.value;
  // Before the lock: it is the folder's, so each profile has its own and a second start of one finds the first.
  app.setPath("userData", options.userDataFolder);
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  const log = openDeskLog(path.join(options.userDataFolder, "logs"), systemClock);
  stopOnBugs(log);
  const { hubUrl } = readSettings(readSettingsText(options.userDataFolder)).settings;
  // The hub comes up while Electron does: a person waits for the slower of the two, not for both.
  const hub = beginHub(options, hubUrl, log);
  prepareChromium(hubUrl);
  prepareDrawing({ app, folder: options.userDataFolder, electron: process.versions["electron"] ?? "", now: systemClock.now, log });
  registerBundleScheme();
  // Else Electron builds one of its own, which ours then replaces.
  Menu.setApplicationMenu(null);
  const devAddress = app.isPackaged ? undefined : process.env["BATON_RENDERER_URL"];
  void app.whenReady().then(() => runDesk({ options, hub, log, ...(devAddress === undefined ? {} : { devAddress }) }));
}

function beginHub(options: StartOptions, hubUrl: string | null, log: DeskLog): HubHost {
  return hostHub({
    folder: options.hubFolder,
    hubUrl,
    command: () =>
      chooseHubCommand({
        appFolder: app.getAppPath(),
        resourcesFolder: app.isPackaged ? process.resourcesPath : null,
        env: process.env,
        platform: process.platform,
        arch: process.arch,
        nodeVersion: process.versions.node,
        exists: fileExists,
      }),
    ...(options.startAt === undefined ? {} : { startAt: options.startAt }),
    clock: systemClock,
    log,
  });
}

/** Switches count only before the app is ready. */
function prepareChromium(hubUrl: string | null): void {
  if (hubUrl === null) {
    // With a hub on this machine its customers may be too: let two browsers on one machine find each other without a network.
    app.commandLine.appendSwitch("allow-loopback-in-peer-connection");
    const disabled = [app.commandLine.getSwitchValue("disable-features"), "WebRtcHideLocalIpsWithMdns"].filter((name) => name !== "");
    app.commandLine.appendSwitch("disable-features", disabled.join(","));
  }
  // Containers run as root, where Chromium needs --no-sandbox; with it this call would end the network service over and over.
  if (!app.commandLine.hasSwitch("no-sandbox")) app.enableSandbox();
}

/** A bug ends the desktop at its process boundary instead of leaving it half alive; the hub and the log go on without it. */
function stopOnBugs(log: DeskLog): void {
  const stop = (fault: unknown) => {
    const stack = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
    log.error("app", "the desktop stopped on a bug", { stack });
    app.exit(1);
  };
  process.on("uncaughtException", stop);
  process.on("unhandledRejection", stop);
}

start();
