// Package echo carries out a trial with an echo server: one connection, on which each message goes to the server
// and comes back.
package echo
