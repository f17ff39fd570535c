#!/usr/bin/env node
// Runs the program of the platform's package. Nothing is downloaded, and no package runs a script when it is installed.
"use strict";

const { spawn } = require("node:child_process");

/** Names of the packages that may contain the program for this machine. */
function candidates() {
  const name = `@lorekeep/${process.platform}-${process.arch}`;
  if (process.platform !== "linux") return [name];
  const isGlibc = process.report?.getReport().header.glibcVersionRuntime !== undefined;
  return isGlibc ? [name, `${name}-musl`] : [`${name}-musl`];
}

function program() {
  const file = process.platform === "win32" ? "lorekeep.exe" : "lorekeep";
  for (const name of candidates()) {
    try {
      return require.resolve(`${name}/bin/${file}`);
    } catch {
      // The next one, if there is one.
    }
  }
  const wanted = candidates().join(" or ");
  console.error(`error: no program for ${process.platform} on ${process.arch}: ${wanted} is not installed`);
  console.error("  install without `--omit=optional`, or see the documentation for other ways");
  process.exit(2);
}

const child = spawn(program(), process.argv.slice(2), { stdio: "inherit" });
child.on("error", (error) => {
  console.error(`error: cannot start Lorekeep: ${error.message}`);
  process.exit(2);
});
// A terminal sends its signals to both processes; signals to this process alone are forwarded.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (status, signal) => {
  if (!signal) process.exit(status);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
