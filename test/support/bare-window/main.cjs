// The least an Electron can be: one window with a blank page. What a desk is measured beside.
"use strict";
const { app, BrowserWindow } = require("electron");
void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1440, height: 900, frame: false, webPreferences: { sandbox: true } });
  void window.loadURL("data:text/html,<title>blank</title><p>.</p>");
});
