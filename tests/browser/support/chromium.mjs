// The browsers of the tests.
//
// Beside Chromium, Debian installs `chromium-headless-shell`: the same without windows, tabs and menus, which take more CPU time
// than the pages. It keeps no pages for going back, though.

import { existsSync } from "node:fs";

/** The whole browser. */
export const CHROMIUM = process.env.CHROMIUM || "/usr/bin/chromium";

const shell = `${CHROMIUM}-headless-shell`;

/** The one without an interface, if it is there. */
export const SHELL = existsSync(shell) ? shell : CHROMIUM;
