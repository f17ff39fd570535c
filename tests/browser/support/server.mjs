// Serves a folder as a static host does: compressed, with the site's own page for what is not there, and with the
// headers that docs/content/deploying.md recommends.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

/** The policy of all files, and the one of drawings, which can hold scripts. */
export const POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";
export const POLICY_OF_DRAWINGS = "sandbox; script-src 'none'";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".txt": "text/plain; charset=utf-8",
  ".xml": "application/xml",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".pdf": "application/pdf",
};

/** Serves `folder` below `base` on a free port of this machine. */
export async function serve(folder, base = "/") {
  const server = createServer(async (request, response) => {
    const found = await find(folder, base, new URL(request.url, "http://localhost").pathname);
    const { status, name, bytes } = found ?? { status: 404, name: ".txt", bytes: Buffer.from("not found") };
    const type = TYPES[extname(name)] ?? "application/octet-stream";
    const packed = type.startsWith("image/") && extname(name) !== ".svg" ? null : pack(bytes);
    response.writeHead(status, {
      "content-type": type,
      "content-security-policy": type === TYPES[".svg"] ? POLICY_OF_DRAWINGS : POLICY,
      "x-content-type-options": "nosniff",
      "cache-control": "max-age=600",
      ...(packed && { "content-encoding": "br" }),
    });
    response.end(packed ?? bytes);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}

async function find(folder, base, path) {
  const inside = path.startsWith(base) ? normalize(decodeURIComponent(path.slice(base.length))) : null;
  if (inside === null || inside.startsWith("..")) return null;
  const name = inside === "." || inside.endsWith("/") ? join(inside, "index.html") : inside;
  return (await read(folder, name, 200)) ?? (await read(folder, "404.html", 404));
}

async function read(folder, name, status) {
  try {
    return { status, name, bytes: await readFile(join(folder, name)) };
  } catch {
    return null;
  }
}

const packs = new Map();

function pack(bytes) {
  const key = bytes.toString("latin1");
  if (!packs.has(key)) packs.set(key, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }));
  return packs.get(key);
}
