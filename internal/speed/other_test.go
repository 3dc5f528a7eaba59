//go:build !linux

package speed

import "testing"

const why = "needs Linux: it binds processes to cores and makes system calls of its own"

func BenchmarkRoundTrip(b *testing.B)      { b.Skip(why) }
func BenchmarkInFlight(b *testing.B)       { b.Skip(why) }
func BenchmarkDatagrams(b *testing.B)      { b.Skip(why) }
func BenchmarkIdleMemory(b *testing.B)     { b.Skip(why) }
func BenchmarkFanOut(b *testing.B)         { b.Skip(why) }
func BenchmarkFanOutInFlight(b *testing.B) { b.Skip(why) }
func BenchmarkOfficial(b *testing.B)       { b.Skip(why) }
func BenchmarkIdleMembers(b *testing.B)    { b.Skip(why) }
func BenchmarkStalled(b *testing.B)        { b.Skip(why) }
