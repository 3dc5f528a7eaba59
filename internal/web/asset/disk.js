// What a module in a worker has for files: Go's wasm_exec.js takes globalThis.fs where it is there. There are none, but
// what Go writes to stderr when it fails is kept.
"use strict";

const disk = { complaint: "" };

globalThis.fs = (() => {
  const decoder = new TextDecoder();
  const write = (bytes) => {
    disk.complaint = (disk.complaint + decoder.decode(bytes, { stream: true })).slice(0, 10_000);
    return bytes.length;
  };
  const none = (...args) => args.at(-1)(Object.assign(new Error("a page has no files"), { code: "ENOSYS" }));
  return {
    constants: { O_WRONLY: -1, O_RDWR: -1, O_CREAT: -1, O_TRUNC: -1, O_APPEND: -1, O_EXCL: -1, O_DIRECTORY: -1 },
    writeSync: (fd, bytes) => write(bytes),
    write: (fd, bytes, offset, length, position, done) => done(null, write(bytes.subarray(offset, offset + length))),
    fsync: (fd, done) => done(null),
    chmod: none, chown: none, close: none, fchmod: none, fchown: none, fstat: none, ftruncate: none, lchown: none, link: none,
    lstat: none, mkdir: none, open: none, read: none, readdir: none, readlink: none, rename: none, rmdir: none, stat: none,
    symlink: none, truncate: none, unlink: none, utimes: none,
  };
})();
