/** The demo bank's flows by id, and the texts every page of it carries. */
import { carLoanPages } from "./car-loan.ts";
import { depositTransferPages } from "./deposit-transfer.ts";
import { familyTrustPages } from "./family-trust.ts";
import type { FlowPages, StepPage } from "./page-definition.ts";

export const flowPages: Readonly<Record<string, FlowPages>> = {
  "car-loan": carLoanPages,
  "deposit-transfer": depositTransferPages,
  "family-trust": familyTrustPages,
};

export function findStep(flow: FlowPages, stepId: string): StepPage | undefined {
  return flow.steps.find((step) => step.stepId === stepId);
}

/** Captions of the pages' own furniture. Each is public text of the steps that can show it (see `static-texts.ts`). */
export const furniture = {
  bank: "江海银行",
  back: "返回",
  help: "遇到问题？",
  optional: "选填",
  choose: "请选择",
  upload: "上传照片或文件",
  uploading: "正在上传",
  uploaded: "已上传",
  uploadAgain: "重新上传",
  uploadFailed: "上传未完成，请重试",
  sendCode: "获取验证码",
  codeSent: "已发送",
  clear: "清除",
  readDocument: "阅读",
  closeDocument: "我已读完",
  submitting: "正在提交",
  networkLost: "网络不可用，已为您保留填写的内容",
  submitFailed: "提交未成功，请重试",
  hotline: "客服热线 96018",
  goHome: "返回首页",
  applicationNumber: "受理编号",
} as const;

/** The face check's texts. */
export const faceTexts = {
  ready: "请将面部放入圆框内",
  start: "开始核验",
  again: "重新核验",
  working: "正在核验，请保持不动",
  passed: "核验通过",
  failed: "核验未通过",
  demoPicture: "使用演示影像",
  reasons: {
    "light-too-low": "光线太暗，请到明亮处再试",
    "face-not-found": "没有识别到人脸，请正对镜头",
    "face-mismatch": "与证件照片差异较大，请重试",
    "camera-unavailable": "无法打开摄像头，请检查权限",
  },
} as const;

export type FaceFailure = keyof typeof faceTexts.reasons;
