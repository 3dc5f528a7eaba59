package netx

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestUntil(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		type key struct{}
		ctx, stop := context.WithCancel(context.WithValue(t.Context(), key{}, "value"))
		late, cancel := Until(ctx, 3*time.Second)
		defer cancel()
		if late.Value(key{}) != "value" {
			t.Error("late has lost ctx's values")
		}
		time.Sleep(time.Hour)
		if late.Err() != nil {
			t.Error("late ended before ctx did")
		}
		stop()
		stopped := time.Now()
		<-late.Done()
		if after := time.Since(stopped); after != 3*time.Second {
			t.Errorf("late ended %v after ctx, want 3s", after)
		}
	})
}

func TestUntilCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, stopFirst := range []bool{false, true} {
			ctx, stop := context.WithCancel(t.Context())
			late, cancel := Until(ctx, time.Second)
			if stopFirst {
				stop()
				time.Sleep(time.Millisecond)
			}
			cancel()
			if late.Err() == nil {
				t.Error("cancel has not ended late")
			}
			stop()
		}
	})
}
