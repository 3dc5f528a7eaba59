// The files of a module in a worker, in memory: Go's wasm_exec.js takes globalThis.fs where it is there. Only stdout and stderr
// can be written; there are no files.
"use strict";

const disk = {
  written: () => {}, // gets (fd, text) of what is written to stdout (1) and stderr (2)
  decoders: { 1: new TextDecoder(), 2: new TextDecoder() }, // a character may come in two writes

  write(fd, bytes) {
    this.written(fd, this.decoders[fd].decode(bytes, { stream: true }));
    return bytes.length;
  },

  // flush writes what is left of a character that never became whole.
  flush() {
    for (const fd of [1, 2]) {
      const rest = this.decoders[fd].decode();
      if (rest !== "") this.written(fd, rest);
    }
  },
};

globalThis.fs = (() => {
  const refused = () => Object.assign(new Error("a page has no files"), { code: "ENOSYS" });
  const none = (...args) => args.at(-1)(refused());
  return {
    constants: { O_WRONLY: -1, O_RDWR: -1, O_CREAT: -1, O_TRUNC: -1, O_APPEND: -1, O_EXCL: -1, O_DIRECTORY: -1 },
    writeSync: (fd, bytes) => disk.write(fd, bytes),
    write: (fd, bytes, offset, length, position, done) => done(null, disk.write(fd, bytes.subarray(offset, offset + length))),
    read: (fd, bytes, offset, length, position, done) => done(null, 0), // nobody types: the end of the file
    fsync: (fd, done) => done(null),
    chmod: none, chown: none, close: none, fchmod: none, fchown: none, fstat: none, ftruncate: none, lchown: none, link: none,
    lstat: none, mkdir: none, open: none, readdir: none, readlink: none, rename: none, rmdir: none, stat: none, symlink: none,
    truncate: none, unlink: none, utimes: none,
  };
})();
