package icon

import "math"

// shield fills the square but for a hair on each side.
func shield() shape {
	outline := []point{{0.5, 0.01}}
	// The right half: shoulder, side, and a curve down to the tip.
	right := append([]point{{0.93, 0.13}, {0.93, 0.5}}, curve(point{0.93, 0.5}, point{0.91, 0.8}, point{0.5, 0.99})...)
	outline = append(outline, right...)
	for i := len(right) - 2; i >= 0; i-- {
		outline = append(outline, point{1 - right[i].x, right[i].y})
	}
	return polygon(outline)
}

func tick() shape {
	return lines(point{0.29, 0.49}, point{0.44, 0.64}, point{0.71, 0.33})
}

func cross() shape {
	return either(lines(point{0.33, 0.31}, point{0.67, 0.65}), lines(point{0.67, 0.31}, point{0.33, 0.65}))
}

func exclamation() shape {
	return either(lines(point{0.5, 0.26}, point{0.5, 0.52}), lines(point{0.5, 0.72}, point{0.5, 0.72}))
}

func badge() shape {
	const radius = 0.25
	return func(p point) float64 { return math.Hypot(p.x-(1-radius), p.y-(1-radius)) - radius }
}

func arrow() shape {
	return polygon([]point{{0.75, 0.63}, {0.87, 0.77}, {0.79, 0.77}, {0.79, 0.88}, {0.71, 0.88}, {0.71, 0.77}, {0.63, 0.77}})
}

// curve gives points on the quadratic Bézier curve from a to b that b0 pulls, without the start.
func curve(a, pull, b point) []point {
	const steps = 12
	var out []point
	for i := 1; i <= steps; i++ {
		t := float64(i) / steps
		u := 1 - t
		out = append(out, point{u*u*a.x + 2*u*t*pull.x + t*t*b.x, u*u*a.y + 2*u*t*pull.y + t*t*b.y})
	}
	return out
}

// polygon is the inside of a closed line.
func polygon(corners []point) shape {
	return func(p point) float64 {
		nearest, inside := math.Inf(1), false
		for i, a := range corners {
			b := corners[(i+1)%len(corners)]
			nearest = min(nearest, distance(p, a, b))
			if (a.y > p.y) != (b.y > p.y) && p.x < a.x+(b.x-a.x)*(p.y-a.y)/(b.y-a.y) {
				inside = !inside
			}
		}
		if inside {
			return -nearest
		}
		return nearest
	}
}

// lines is a line through the points, without width; fill gives it one.
func lines(points ...point) shape {
	return func(p point) float64 {
		nearest := math.Inf(1)
		for i := range len(points) - 1 {
			nearest = min(nearest, distance(p, points[i], points[i+1]))
		}
		return nearest
	}
}

// smaller is the shape shrunk, with its middle at another place.
func smaller(s shape, scale float64, middle point) shape {
	return func(p point) float64 {
		return scale * s(point{0.5 + (p.x-middle.x)/scale, 0.5 + (p.y-middle.y)/scale})
	}
}

func either(a, b shape) shape {
	return func(p point) float64 { return min(a(p), b(p)) }
}

// distance is that from p to the nearest point between a and b.
func distance(p, a, b point) float64 {
	dx, dy := b.x-a.x, b.y-a.y
	along := 0.0
	if length := dx*dx + dy*dy; length > 0 {
		along = min(max(((p.x-a.x)*dx+(p.y-a.y)*dy)/length, 0), 1)
	}
	return math.Hypot(p.x-a.x-along*dx, p.y-a.y-along*dy)
}
