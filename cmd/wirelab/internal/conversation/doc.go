// Package conversation is what a person has with a server at the terminal: lines that are typed and come back from an
// echo server, and talk in the rooms of a broadcast server. Where nobody types, the lines come from a file or a pipe.
package conversation
