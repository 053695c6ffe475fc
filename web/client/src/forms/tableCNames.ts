/** What EMS 基本資料表 C calls each field. Printed from models/company/facts.py by `make schema`: do not edit. */

export const TABLE_C_NAMES = {
  controlNumber: ['管制編號'],
  companyName: ['公司名稱', '事業名稱'],
  responsiblePerson: ['公司／營業登記負責人姓名', '負責人姓名', '負責人', '公司負責人'],
  businessAddress: ['事業地址'],
  businessEmail: ['事業電子郵件信箱', '事業電子信箱'],
  mailingPostalCode: ['郵遞區號', '郵遞區號6碼', '郵寄地址郵遞區號'],
  mailingAddress: ['郵寄地址'],
  contactName: ['聯絡人', '聯絡人姓名'],
  contactEmail: ['聯絡人電子信箱', '聯絡人電子郵件信箱'],
} as const;
