/** What the fields of form 1/2 are called, in Traditional Chinese. Printed from models/company/facts.py by `make schema`: do not edit. */

export const fields = {
  company: {
    controlNumber: {
      label: '管制編號',
      hint: '8 碼英文字母與數字，例如 A0000006。',
      placeholder: '',
    },
    companyName: {
      label: '公司名稱',
      hint: '',
      placeholder: '請輸入完整名稱',
    },
    responsiblePerson: {
      label: '公司／營業登記負責人姓名',
      hint: '',
      placeholder: '',
    },
    businessAddress: {
      label: '事業地址',
      hint: '',
      placeholder: '',
    },
    businessEmail: {
      label: '事業電子郵件信箱',
      hint: '此為認證信寄發信箱。',
      placeholder: '',
    },
    mailingPostalCode: {
      label: '郵遞區號',
      hint: '郵遞區號 6 碼；選擇縣市與鄉鎮市區會填入前 3 碼。',
      placeholder: '郵遞區號6碼',
    },
    mailingAddress: {
      label: '郵寄地址',
      hint: '含縣市及鄉鎮市區，不含郵遞區號。',
      placeholder: '',
    },
    contactName: {
      label: '聯絡人',
      hint: '',
      placeholder: '',
    },
    contactEmail: {
      label: '聯絡人電子信箱',
      hint: '',
      placeholder: '',
    },
  },
  groups: {
    business: '事業資料',
    mailing: '郵寄資料',
    contact: '聯絡資料',
  },
};
