package docx

import (
	"context"
	"path"
	"strings"

	"giumat/detectors/internal/xmlscan"
)

// readChartData finds the workbooks that charts were drawn from. What a chart shows of its workbook stands in the
// chart's own part too (c:strCache, ECMA-376 part 1, 21.2.2.201), and is read there.
func (p *pack) readChartData(ctx context.Context) error {
	p.chartData = map[string]bool{}
	for _, e := range p.entries {
		dir, name := path.Split(e.lower())
		if !strings.HasSuffix(dir, "/charts/_rels/") || !strings.HasSuffix(name, ".rels") {
			continue
		}
		if err := p.open(ctx, e, p.addChartData); err != nil {
			return err
		}
	}
	return nil
}

func (p *pack) addChartData(_ context.Context, e entry, r *part) error {
	charts := path.Dir(path.Dir(e.lower()))
	s := xmlscan.New(r, p.in.Limits.XMLDepth)
	for range 2 * p.in.Limits.Entries {
		kind, err := s.Next()
		if err != nil {
			return err
		}
		if target, ok := s.Attr("Target"); kind == xmlscan.Start && ok {
			p.chartData[path.Join(charts, strings.ToLower(target))] = true
		}
	}
	return nil
}
