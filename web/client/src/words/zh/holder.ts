/** What the pages of a signed-in holder say, in Traditional Chinese; the other languages have its shape. */

export const holder = {
  gate: {
    needed: '請先登入',
    neededText: '這一頁要以自然人憑證登入後才能使用；登入後會回到這裡。',
    ended: '您的登入已結束',
    endedText:
      '閒置超過 30 分鐘、登入滿 8 小時，或已從別處登出時，系統會結束登入。已填寫的資料都還在，重新登入後會回到這裡。',
  },
  signIn: {
    title: '以自然人憑證登入',
    lead: '請插入已綁定帳號的自然人憑證，輸入 PIN 碼後按「登入」。',
    button: '登入',
    out: '您已登出',
    outText: '離開座位前，請取出自然人憑證。',
    otherHeading: '無法登入？',
    noAccount: '還沒有帳號：',
    waiting: '已經申請，還沒開通：',
    trouble: '讀不到卡片：',
    ownCard: '請使用本人的自然人憑證。每個人以自己的卡片登入，不共用卡片與 PIN 碼。',
    limits: '閒置 30 分鐘會自動登出，每次登入最長 8 小時。',
  },
  proof: {
    title: '請再以登入所用的自然人憑證確認一次',
    text: (name: string, card: string) =>
      `為保護帳號安全，這個動作需要 10 分鐘內的卡片簽章。請插入${name}的卡片（${card}）並輸入 PIN 碼，確認後會接著完成剛才的動作。`,
    button: '確認並繼續',
    cancel: '取消',
  },
  home: {
    title: '我的帳號',
    lead: (name: string) => `${name}，您好。`,
    controlNumber: '管制編號',
    name: '公司名稱',
    noName: '未提供',
    status: '帳號狀態',
    statuses: {
      PENDING: '尚未開通',
      ACTIVE: '已開通',
      SUSPENDED: '停用',
      CLOSED: '已關閉',
    },
    openedAt: '開通日期',
    ownCard: '您登入的憑證',
    validUntil: '憑證有效期限',
    expires: (days: number) =>
      days < 1 ? '您的自然人憑證今天到期' : `您的自然人憑證再 ${days} 天到期`,
    expiresText: (day: string) =>
      `有效期限至${day}。請先至自然人憑證管理中心展期或換發，再以新憑證取代原有憑證。`,
    workHeading: '帳號功能',
    doors: {
      '/cards': {
        name: '自然人憑證管理',
        text: '查看、新增、修改、刪除這個管制編號的登入憑證，並定期確認。',
      },
      '/company': { name: '基本資料管理', text: '查看審核通過的公司資料，或申請變更。' },
      '/sessions': { name: '登入紀錄', text: '查看您的憑證在哪些電腦登入，並結束不再使用的登入。' },
      '/help': { name: '讀卡檢測與操作協助', text: '逐步檢查瀏覽器、讀卡元件、讀卡機與卡片。' },
    },
  },
  sessions: {
    title: '登入紀錄',
    lead: '您的自然人憑證目前在下列電腦登入。',
    isThis: '這台電腦',
    unknownDevice: '無法辨識的裝置',
    startedAt: '登入時間',
    seenAt: '最近使用',
    expiresAt: '最晚結束',
    end: '結束這個登入',
    endWhich: (device: string, time: string) => `：${device}，${time}`,
    endThis: '登出這台電腦',
    ended: '已結束這個登入。',
    strange:
      '有您不認得的登入時，請立即結束它，並確認卡片在您身邊；卡片遺失請洽自然人憑證管理中心 0800-080-117 停用。',
  },
};
