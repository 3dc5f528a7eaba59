// Package flags reads what people type after a command's name, and says in one line what is wrong with it: options
// in any order, and their values, such as links, sizes and addresses.
package flags
