// Package detecttest holds the generated set of marked and ordinary documents, and the acceptance test that every
// detector must pass. It is for tests: nothing of it runs in the programs.
package detecttest

import (
	"golang.org/x/text/unicode/norm"
)

// Case is one made-up document and what must be said of it.
type Case struct {
	Name      string // also the file's base name
	Bytes     []byte
	Level     string // as rules.Level writes it; empty for an ordinary document
	Suspected bool   // the finding may be no more than a suspicion
	Official  bool   // an official work document
	Place     string // where the strongest finding must stand; empty where several would do
}

// Cases are all documents of the set: every place of a Word file and a PDF, every encoding, every level, and the
// ordinary papers that are full of the same words.
func Cases() []Case {
	var all []Case
	for _, list := range [][]Case{wordPlaces(), wordLooks(), wordEncodings(), pdfPlaces(), pdfEncodings(), ordinaryWord(), ordinaryPDF()} {
		all = append(all, list...)
	}
	return all
}

// The three degrees as they are stamped, and by the names of the levels.
const (
	tuyetMat = "TUYỆT MẬT"
	toiMat   = "TỐI MẬT"
	mat      = "MẬT"
)

var levelOf = map[string]string{tuyetMat: "TUYET_MAT", toiMat: "TOI_MAT", mat: "MAT"}

// Vietnamese letters can be written as one code point, as letter and marks (NFD), or as a letter with its own mark
// and the tone apart ("Unicode tổ hợp", as older keyboards typed them).
func decomposed(s string) string { return norm.NFD.String(s) }

func composite(s string) string {
	out := ""
	for _, r := range s {
		switch r {
		case 'Ậ':
			out += "Â\u0323"
		case 'Ệ':
			out += "Ê\u0323"
		case 'Ố':
			out += "Ô\u0301"
		default:
			out += string(r)
		}
	}
	return out
}

// circular is the body of an ordinary paper that a word search would fire on.
func circular() []string {
	return []string{
		"Thực hiện Luật Bảo vệ bí mật nhà nước và các quy định về an toàn thông tin, Sở đề nghị các đơn vị không đặt mật khẩu mặc định, không chia sẻ mật khẩu qua thư điện tử.",
		"Cập nhật bản vá bảo mật, rà soát lỗ hổng bảo mật; không soạn thảo, lưu giữ tài liệu bí mật nhà nước trên máy tính kết nối Internet.",
		"Bí mật nhà nước được chia thành ba độ mật: Tuyệt mật, Tối mật và Mật. Dấu chỉ độ mật (TUYỆT MẬT, TỐI MẬT, MẬT) do cơ quan ban hành đóng.",
		"Văn bản mật đi, văn bản mật đến phải đăng ký riêng; việc giải mật thực hiện theo quy định.",
	}
}

// letter is the body of a dispatch that says nothing of secrets.
func letter() []string {
	return []string{
		"Căn cứ kế hoạch công tác năm, Sở đề nghị các đơn vị báo cáo tình hình thực hiện nhiệm vụ trong quý.",
		"Báo cáo gửi về Văn phòng trước ngày 20 để tổng hợp.",
	}
}
