package contentanalysis

import (
	"time"

	"google.golang.org/protobuf/encoding/protowire"
)

// Decode reads a message of the browser (ChromeToAgent). cut says that it was longer than MaxMessage and its end is
// missing. Fields that are not known are passed over.
func Decode(raw []byte, cut bool) (Message, error) {
	var m Message
	ok := fields(raw, cut, func(f field) bool {
		if f.kind != protowire.BytesType {
			return true
		}
		switch f.number {
		case 1:
			m.Request = &Request{}
			return m.Request.decode(f)
		case 2:
			m.Ack = &Ack{}
			return m.Ack.decode(f)
		case 3:
			return fields(f.bytes, f.short, func(f field) bool {
				return f.number != 1 || f.text(&m.Cancel, maxToken)
			})
		}
		return true
	})
	if !ok || cut && !m.isText() {
		return Message{}, errGarbage
	}
	return m, nil
}

// isText says whether a message is known well enough though its end is missing.
func (m Message) isText() bool { return m.Request != nil && m.Request.Text && m.Request.Token != "" }

// decode reads a ContentAnalysisRequest.
func (r *Request) decode(whole field) bool {
	var connector, deadline, reason int64
	ok := fields(whole.bytes, whole.short, func(f field) bool {
		switch f.number {
		case 5:
			return f.text(&r.Token, maxToken)
		case 9:
			return f.small(&connector)
		case 10: // ContentMetaData
			return f.kind == protowire.BytesType && fields(f.bytes, f.short, func(f field) bool {
				return f.number != 1 || f.text(&r.URL, maxURL)
			})
		case 13: // a text and a path exclude each other: the last one counts
			r.Text, r.Path = true, ""
		case 14:
			r.Text = false
			return f.text(&r.Path, maxPath)
		case 15:
			return f.small(&deadline)
		case 16:
			return f.text(&r.Action, maxToken)
		case 19:
			return f.small(&reason)
		}
		return true
	})
	r.Connector, r.Reason = Connector(connector), Reason(reason)
	if deadline > 0 {
		r.Deadline = time.Unix(deadline, 0)
	}
	return ok && r.Token != ""
}

// decode reads a ContentAnalysisAcknowledgement.
func (a *Ack) decode(whole field) bool {
	var status, final int64
	ok := fields(whole.bytes, whole.short, func(f field) bool {
		switch f.number {
		case 1:
			return f.text(&a.Token, maxToken)
		case 2:
			return f.small(&status)
		case 3:
			return f.small(&final)
		}
		return true
	})
	a.Status, a.Final = AckStatus(status), Final(final)
	return ok
}
