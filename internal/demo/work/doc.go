// Package work has the demonstrations of rooms that are queues.
package work
