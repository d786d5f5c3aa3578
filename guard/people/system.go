package people

import (
	"cmp"
	"slices"
)

// system is what one kind of system tells of its users.
type system interface {
	// list names those who can log in and have a home; an error comes beside what was found.
	list() ([]Person, error)
	// find gives the user with this ID if he can log in.
	find(id string) (Person, bool)
	// human tells whether an ID is one that people have, and not the system, a daemon or a group.
	human(id string) bool
	// named gives the folders that a person's own settings name for documents, desktop and downloads. They may be
	// anything: he wrote them.
	named(p Person) []string
	// processOwner gives whose a process is, human or not.
	processOwner(pid int) (id string, ok bool)
	// atScreen gives whose session is in use.
	atScreen() (id string, ok bool)
}

func all(s system) ([]Person, error) {
	list, err := s.list()
	slices.SortFunc(list, func(a, b Person) int { return cmp.Compare(a.ID, b.ID) })
	return list, err
}

// person gives the user with this ID if he is one who owns things as a person.
func person(s system, id string, ok bool) (Person, bool) {
	if !ok || !s.human(id) {
		return Person{}, false
	}
	return s.find(id)
}

// onlyOne gives the element of a list that has one, however often.
func onlyOne(ids []string) (string, bool) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	if len(ids) != 1 {
		return "", false
	}
	return ids[0], true
}
