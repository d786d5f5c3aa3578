package nativehost

// handle does one message of the browser.
func (s *session) handle(m message) {
	switch {
	case m.Op == "hello":
		s.greeted = m.Version == Version
		s.profile, s.browser = m.Profile, m.Browser
		s.send(s.greeting) // also to an extension that speaks otherwise: it tells the user which of us is too old
		s.beat()
	case !s.greeted:
		s.send(misunderstood(m.ID, s.options.Say("native_version")))
	case m.Op == "beat":
		s.beat()
	case m.Op == "failed":
		s.note(func() { s.judge.Failed(m.Kind, m.URL, m.Name) })
	case m.Op == "start":
		s.start(m)
	default:
		s.proceed(s.uploads[m.ID], m)
	}
}

func (s *session) beat() {
	profile, browser := s.profile, s.browser
	s.note(func() { s.judge.Beat(profile, browser) })
}

// proceed goes on with an upload that was started; nil is one that is over.
func (s *session) proceed(u *upload, m message) {
	switch {
	case m.Op == "cancel":
		s.drop(m.ID)
	case m.Op == "chunk" && (u == nil || u.body == nil): // was on its way when the verdict was
	case m.Op == "chunk":
		if !u.body.add(m.At, m.Base64) {
			s.finish(u, s.blocked("native_changed", u.info.Name))
		}
	case u != nil && m.Op == "reason" && u.stage == warned:
		s.goOn(u, m.Text)
	default: // out of turn
		s.drop(m.ID)
		s.send(misunderstood(m.ID, s.options.Say("native_not_understood")))
	}
}

// start has a new upload judged, as far as its ends go.
func (s *session) start(m message) {
	if s.uploads[m.ID] != nil { // whose verdict would it be?
		s.drop(m.ID)
		s.send(misunderstood(m.ID, s.options.Say("native_not_understood")))
		return
	}
	u := &upload{id: m.ID, info: Upload{
		Name: m.Name, URL: m.URL, SHA256: m.SHA256, Size: m.Size, Profile: s.profile, Browser: s.browser,
	}}
	s.uploads[u.id] = u
	if s.admit(u) {
		ctx := u.ctx
		body := newBody(ctx, m.Size, m.Head, m.Tail, func(parts []span) { s.want(ctx, wanted{u, parts}) })
		u.body = body
		s.work(u, func() Answer { return s.judgeEnds(u, body) })
	}
}

// goOn has the user's reason judged.
func (s *session) goOn(u *upload, reason string) {
	s.order = without(s.order, u)
	if s.admit(u) {
		s.work(u, func() Answer { return s.judgeReason(u, reason) })
	}
}

// settle does what a worker's answer asks for.
func (s *session) settle(u *upload, a Answer) {
	switch {
	case u.over:
		s.release(u)
	case a.Verdict == Need:
		s.readOn(u)
	case a.Verdict == Warn:
		s.warn(u, a)
	default:
		s.release(u)
		s.finish(u, a)
	}
}
