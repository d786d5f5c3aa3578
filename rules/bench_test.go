package rules

import (
	"strings"
	"testing"

	"giumat/detectors"
)

const (
	ordinaryLine = "Căn cứ Luật Tổ chức chính quyền địa phương; thực hiện nhiệm vụ được giao tại Quyết định số 45, các đơn vị tổng hợp"
	securityLine = "Người dùng phải đổi mật khẩu định kỳ, giữ bí mật thông tin tài khoản và tuân thủ quy định bảo mật của cơ quan"
	frenchLine   = "Le dépôt légal est effectué à la bibliothèque où l'élève a été reçu, même après l'été, à côté du théâtre"
)

func BenchmarkWants(b *testing.B) {
	p := Default()
	for name, line := range map[string]string{"ordinary": ordinaryLine, "security": securityLine, "french": frenchLine} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(line)))
			for b.Loop() {
				p.Wants(line)
			}
		})
	}
}

func BenchmarkJudge(b *testing.B) {
	p := Default()
	lines := append(strings.Split(circular, "\n"), strings.Split(dispatch, "\n")...)
	var spans []detectors.Span
	for _, l := range lines {
		spans = append(spans, detectors.Span{Text: l, Place: detectors.Body})
	}
	ev := collect(p.Wants, spans)
	b.ReportAllocs()
	for b.Loop() {
		p.Judge(ev, "bao cao.docx")
	}
}

func BenchmarkDefault(b *testing.B) {
	for b.Loop() {
		Default()
	}
}
