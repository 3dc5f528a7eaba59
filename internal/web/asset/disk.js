// The disk of a module in a worker: files in memory, which are there until the page is left or a command is cancelled. So a run
// that one command has saved can be read by the next one. Go's wasm_exec.js takes globalThis.fs where it is there; the names,
// the arguments and the codes of errors are those of Node's module fs, with the callback last.
"use strict";

const disk = {
  complaint: "", // what Go has written to stderr itself: it does so when it fails
  room: 64 << 20, // bytes that all files may have together
  nodes: new Map([["/", { directory: true, made: 0 }]]), // by path: { directory } or { bytes, length }
  opened: new Map(), // by number: { node, at }
  next: 3, // after stdin, stdout and stderr

  // path makes a name a path from the root, without . and .. in it.
  path(name) {
    const parts = [];
    for (const part of name.split("/")) {
      if (part === "..") parts.pop();
      else if (part !== "" && part !== ".") parts.push(part);
    }
    return "/" + parts.join("/");
  },

  // find returns what has that name.
  find(name) {
    const node = this.nodes.get(this.path(name));
    if (node === undefined) throw failure("ENOENT");
    return node;
  },

  // add puts something where its directory is.
  add(name, node) {
    const path = this.path(name);
    if (!this.find(path.slice(0, path.lastIndexOf("/")) || "/").directory) throw failure("ENOTDIR");
    this.nodes.set(path, { ...node, made: Date.now() });
    return this.nodes.get(path);
  },

  // in lists the paths of what is in a directory.
  in(name) {
    const folder = this.path(name).replace(/\/$/, "") + "/";
    return [...this.nodes.keys()].filter((path) => path.startsWith(folder) && path !== "/" && !path.slice(folder.length).includes("/"));
  },

  // write writes bytes to a file, which grows as it has to.
  write(file, bytes, at) {
    const { node } = file;
    const end = at + bytes.length;
    if (end > node.bytes.length) {
      const size = Math.max(end, 2 * node.bytes.length, 1024);
      let taken = size - node.bytes.length;
      for (const other of this.nodes.values()) taken += other.bytes?.length ?? 0;
      if (taken > this.room) throw failure("ENOSPC");
      const grown = new Uint8Array(size);
      grown.set(node.bytes);
      node.bytes = grown;
    }
    node.bytes.set(bytes, at);
    node.length = Math.max(node.length, end);
    return bytes.length;
  },
};

function failure(code) {
  return Object.assign(new Error(code), { code });
}

// status is what fs.stat says of something.
function status({ directory, length = 0, made }) {
  return {
    dev: 1, ino: 0, mode: directory ? 0o40777 : 0o100666, nlink: 1, uid: 0, gid: 0, rdev: 0, size: length, blksize: 4096, blocks: 0,
    atimeMs: made, mtimeMs: made, ctimeMs: made, isDirectory: () => directory === true,
  };
}

const constants = { O_WRONLY: 1, O_RDWR: 2, O_CREAT: 0o100, O_EXCL: 0o200, O_TRUNC: 0o1000, O_APPEND: 0o2000, O_DIRECTORY: 0o200000 };

// operations return what the callback gets; what they throw is its error.
const operations = {
  open(name, flags) {
    let node = disk.nodes.get(disk.path(name));
    if (node !== undefined && flags & constants.O_EXCL) throw failure("EEXIST");
    if (node === undefined && !(flags & constants.O_CREAT)) throw failure("ENOENT");
    node ??= disk.add(name, { bytes: new Uint8Array(0), length: 0 });
    if (node.directory && flags & (constants.O_WRONLY | constants.O_RDWR)) throw failure("EISDIR");
    if (flags & constants.O_TRUNC) Object.assign(node, { bytes: new Uint8Array(0), length: 0 });
    disk.opened.set(disk.next, { node, at: flags & constants.O_APPEND ? node.length : 0 });
    return disk.next++;
  },
  close(number) { disk.opened.delete(number); },
  read(number, bytes, offset, length, position) {
    const file = disk.opened.get(number);
    if (file === undefined) return 0; // stdin: nobody types
    const at = position ?? file.at;
    const part = file.node.bytes.subarray(at, Math.min(at + length, file.node.length));
    bytes.set(part, offset);
    if (position === null) file.at += part.length;
    return part.length;
  },
  write(number, bytes, offset, length, position) {
    const part = bytes.subarray(offset, offset + length);
    const file = disk.opened.get(number);
    if (file === undefined) return globalThis.fs.writeSync(number, part);
    const written = disk.write(file, part, position ?? file.at);
    if (position === null) file.at += written;
    return written;
  },
  fstat(number) {
    if (!disk.opened.has(number)) throw failure("EBADF");
    return status(disk.opened.get(number).node);
  },
  stat: (name) => status(disk.find(name)),
  lstat: (name) => status(disk.find(name)),
  readdir: (name) => disk.in(name).map((path) => path.slice(path.lastIndexOf("/") + 1)),
  mkdir(name) {
    if (disk.nodes.has(disk.path(name))) throw failure("EEXIST");
    disk.add(name, { directory: true });
  },
  rename(from, to) {
    disk.add(to, disk.find(from));
    disk.nodes.delete(disk.path(from));
  },
  unlink(name) {
    if (disk.find(name).directory) throw failure("EISDIR");
    disk.nodes.delete(disk.path(name));
  },
  rmdir(name) {
    if (disk.in(name).length > 0) throw failure("ENOTEMPTY");
    disk.nodes.delete(disk.path(name));
  },
  ftruncate(number, length) { disk.opened.get(number).node.length = length; },
  readlink() { throw failure("EINVAL"); }, // there are no links
  link() { throw failure("EPERM"); },
  symlink() { throw failure("EPERM"); },
};
for (const name of ["chmod", "fchmod", "chown", "fchown", "lchown", "utimes", "fsync"]) operations[name] = () => {};

const decoder = new TextDecoder();
globalThis.fs = {
  constants,
  writeSync(number, bytes) { // what a command prints comes by messages, and not here
    disk.complaint = (disk.complaint + decoder.decode(bytes, { stream: true })).slice(0, 10_000);
    return bytes.length;
  },
};
for (const [name, operation] of Object.entries(operations)) {
  globalThis.fs[name] = (...args) => {
    const done = args.pop();
    let result;
    try {
      result = operation(...args);
    } catch (failed) {
      done(failed);
      return;
    }
    done(null, result);
  };
}
globalThis.path = { resolve: (...names) => disk.path(names.join("/")) };
globalThis.process = { pid: 1, ppid: 1, getuid: () => 0, getgid: () => 0, geteuid: () => 0, getegid: () => 0, getgroups: () => [], umask: () => 0, cwd: () => "/" };
