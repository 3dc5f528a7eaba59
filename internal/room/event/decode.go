package event

// DecodeRequest reads what a client sent: one JSON object, with spaces around it or without. The
// request is one that Check finds nothing wrong with, and shares no memory with b. The error is an
// *Error; its ID is that of the request, if it could be read.
func DecodeRequest(b []byte) (Request, error) {
	var f fields
	f.parse(b)
	r := Request{
		Type:    f.text("type"),
		ID:      f.optional("id"),
		Room:    f.text("room"),
		Name:    f.text("name"),
		Session: f.text("session"),
		Epoch:   f.text("epoch"),
		Offset:  f.number("offset"),
		Event:   f.text("event"),
		Data:    f.find("data"),
		Self:    f.flag("self"),
		Who:     f.isTrue("who"),
		Cookie:  f.text("cookie"),

		Durable:  f.text("durable"),
		Share:    f.isTrue("share"),
		Prefetch: f.number("prefetch"),
		Attempts: f.number("attempts"),
		Wait:     f.number("wait"),
	}
	if f.code == "" {
		f.code, f.reason = r.check()
	}
	if f.code != "" {
		return Request{}, &Error{Code: f.code, Reason: f.reason, ID: r.ID}
	}
	return r, nil
}

// DecodeReply reads what a server sent. The reply is a value of one of the types that Reply names,
// and shares no memory with b. A client should pass over the error UnknownType: a newer server may
// say more. The names in a reply are not checked; a program that prints them uses Plain.
func DecodeReply(b []byte) (Reply, error) {
	var f fields
	f.parse(b)
	reply := f.reply()
	if f.code != "" {
		return nil, &Error{Code: f.code, Reason: f.reason}
	}
	return reply, nil
}

func (f *fields) reply() Reply {
	room := f.text("room")
	switch f.text("type") {
	case "joined":
		return Joined{
			Room: room, Epoch: f.text("epoch"), Offset: f.number("offset"), Member: f.text("member"),
		}
	case "ack":
		return Ack{ID: f.optional("id"), Room: room, Offset: f.number("offset"), Duplicate: f.isTrue("duplicate")}
	case "event":
		return Event{
			Room: room, Offset: f.number("offset"), From: f.text("from"),
			Event: f.text("event"), Data: f.find("data"), Transport: f.text("transport"),
		}
	case "gap":
		return Gap{Room: room, From: f.number("from"), To: f.number("to"), Epoch: f.text("epoch")}
	case "head":
		return Head{Room: room, Epoch: f.text("epoch"), Offset: f.number("offset")}
	case "who":
		who := Who{Room: room, Members: f.list("members"), Transports: f.list("transports"), More: f.number("more")}
		if who.Transports != nil && len(who.Transports) != len(who.Members) {
			f.fail(Malformed, "transports are not as many as members")
		}
		return who
	case "rooms":
		return Rooms{Rooms: f.list("rooms"), More: f.number("more")}
	case "subscribed":
		return Subscribed{ID: f.optional("id"), Room: room, Durable: f.text("durable"), Waiting: f.number("waiting")}
	case "delivery":
		return Delivery{
			Room: room, Offset: f.number("offset"), Attempt: f.number("attempt"), From: f.text("from"),
			Event: f.text("event"), Data: f.find("data"),
		}
	case "queues":
		return Queues{
			ID: f.optional("id"), Room: room, Offset: f.number("offset"), Queues: f.queues("queues"), More: f.number("more"),
		}
	case "step":
		return Step{
			Room: room, Number: f.number("number"), Durable: f.text("durable"), Offset: f.number("offset"),
			What: f.text("what"), Attempt: f.number("attempt"), Who: f.text("who"),
		}
	case "cookie":
		return Cookie{Cookie: f.text("cookie")}
	case "error":
		return &Error{
			Code: f.text("code"), Reason: f.text("reason"), ID: f.optional("id"), Wait: f.number("wait"),
		}
	}
	f.fail(UnknownType, "there is no reply of that type")
	return nil
}
