// Package lessons holds the course: what its words mean, and where to see it. It is part of the program,
// so that a class needs nothing else.
package lessons
