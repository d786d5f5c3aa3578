package link

import "bytes"

// Changed asks Options.Status again for every user whose tray is connected and sends what is new.
func (s *Server) Changed() {
	s.mu.Lock()
	var trays []*session
	for n := range s.sessions {
		if n.role == RoleTray {
			trays = append(trays, n)
		}
	}
	s.mu.Unlock()
	s.sendStatus(trays)
}

// sendStatus asks once for each user.
func (s *Server) sendStatus(trays []*session) {
	if s.options.Status == nil {
		return
	}
	s.statusTurn.Lock()
	defer s.statusTurn.Unlock()
	lines := map[string][]byte{}
	for _, n := range trays {
		line, asked := lines[n.user.ID]
		if !asked {
			line = s.statusLine(n.user)
			lines[n.user.ID] = line
		}
		if line != nil && !bytes.Equal(line, n.status) {
			n.status = line
			n.wire.post(line)
		}
	}
}

// statusOf is what a user is shown; nothing where Options.Status is nil.
func (s *Server) statusOf(user User) (status Status) {
	if s.options.Status != nil {
		status = s.options.Status(user)
	}
	status.Last = status.Last[:min(len(status.Last), MaxLast)]
	return status
}

// statusLine is a user's status as it is sent.
func (s *Server) statusLine(user User) []byte {
	line, err := encode(envelope{Type: typeStatus}, s.statusOf(user))
	if err != nil {
		s.options.Logger.Error("a status that cannot be sent")
		return nil
	}
	return line
}
