"use strict";
// Preloaded into jsii's kernel, which requires a provider's lib/index.js and so every resource.
// The same package ships lib/lazy-index.js: the same names, each of which loads when it is used.

const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const v8 = require("node:v8");

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  const file = resolve.call(this, request, ...rest);
  // Only the kernel asks by absolute path. A library that requires the provider by name gets the
  // real index, because compiled TypeScript may copy its names, and the lazy ones do not enumerate.
  if (!path.isAbsolute(request) || path.basename(file) !== "index.js") return file;
  const lazy = path.join(path.dirname(file), "lazy-index.js");
  return fs.existsSync(lazy) ? lazy : file;
};

// CDKTF loads its zip library at once: 5% of a synthesis, and in this process for nothing, because
// it packs an asset in a Node process of its own. Should it call it here after all, it loads then.
const load = Module._load;
Module._load = function (request, parent, ...rest) {
  const loadNow = () => load.call(this, request, parent, ...rest);
  const cdktfOwn = parent?.filename?.endsWith(path.join("cdktf", "lib", "private", "fs.js"));
  return request === "archiver" && cdktfOwn ? (...format) => loadNow()(...format) : loadNow();
};

// What the kernel allocates while it reads a 34 MB package dies at once; with a young generation
// that does not grow, V8 uses the same memory again: 20 MiB less, in the same time.
v8.setFlagsFromString("--semi-space-growth-factor=1");

// jsii writes an index of each package into its cache, in a worker, so that nobody has to parse the
// provider's 120 MB again. A synthesis is over before that is done, and the kernel's exit would end
// the worker, each time. So the kernel waits, once for each version of the provider. jsii has its
// patience with it: when that ends, Python goes on, and the kernel finishes by itself.
const threads = require("node:worker_threads");
const working = new Set();
threads.Worker = class extends threads.Worker {
  constructor(...args) {
    super(...args);
    working.add(this);
    this.once("exit", () => working.delete(this));
  }
};
const exit = process.exit;
process.exit = (code) => {
  if (working.size === 0) exit.call(process, code);
  for (const worker of working) worker.once("exit", () => process.exit(code));
};

// Ctrl-C reaches all that runs in a terminal. The kernel ends when Python does, which otherwise
// finds it gone, and says so with a traceback. jsii's launcher would hand the signal on.
const on = process.on;
on.call(process, "SIGINT", () => {});
process.on = function (event, ...rest) {
  return event === "SIGINT" ? this : on.call(this, event, ...rest);
};

// jsii's launcher starts the kernel with its own environment, so there the option has to stay.
if (!path.basename(process.argv[1] ?? "").startsWith("jsii-runtime")) {
  const callers = process.env.NODE_OPTIONS?.replace(/^--require "(?:\\.|[^"\\])*" ?/, "");
  if (callers) process.env.NODE_OPTIONS = callers;
  else delete process.env.NODE_OPTIONS;
}
