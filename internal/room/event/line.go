package event

// The fields stand in the order in which a reader needs them: what it is, where, when, who and what.

func (r Joined) Line() []byte {
	o := newObject("joined", 0)
	o.text("room", r.Room)
	o.text("epoch", r.Epoch)
	o.number("offset", r.Offset)
	o.text("member", r.Member)
	return o.line()
}

func (r Ack) Line() []byte {
	o := newObject("ack", 0)
	o.optional("id", r.ID)
	o.text("room", r.Room)
	o.positive("offset", r.Offset)
	if r.Duplicate {
		o.raw("duplicate", []byte("true"))
	}
	return o.line()
}

func (r Event) Line() []byte {
	o := newObject("event", len(r.Data))
	o.text("room", r.Room)
	o.number("offset", r.Offset)
	o.text("from", r.From)
	o.text("event", r.Event)
	o.raw("data", r.Data)
	o.text("transport", r.Transport)
	return o.line()
}

func (r Gap) Line() []byte {
	o := newObject("gap", 0)
	o.text("room", r.Room)
	o.number("from", r.From)
	o.number("to", r.To)
	o.text("epoch", r.Epoch)
	return o.line()
}

func (r Head) Line() []byte {
	o := newObject("head", 0)
	o.text("room", r.Room)
	o.text("epoch", r.Epoch)
	o.number("offset", r.Offset)
	return o.line()
}

func (r Who) Line() []byte {
	o := newObject("who", 0)
	o.text("room", r.Room)
	o.list("members", r.Members)
	if r.Transports != nil {
		o.list("transports", r.Transports)
	}
	o.positive("more", r.More)
	return o.line()
}

func (r Rooms) Line() []byte {
	o := newObject("rooms", 0)
	o.list("rooms", r.Rooms)
	o.positive("more", r.More)
	return o.line()
}

func (r Cookie) Line() []byte {
	o := newObject("cookie", 0)
	o.text("cookie", r.Cookie)
	return o.line()
}

func (e *Error) Line() []byte {
	o := newObject("error", 0)
	o.text("code", e.Code)
	o.text("reason", e.Reason)
	o.optional("id", e.ID)
	o.positive("wait", e.Wait)
	return o.line()
}
