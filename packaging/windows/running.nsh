; A running Snug: its files cannot be replaced while it is open, so it is asked to be closed.

!define SECONDS_TO_CLOSE 60  ; how long a silent run waits

; Say why, set the exit status and end.
!macro REFUSE STATUS WORDS
  SetErrorLevel ${STATUS}
  MessageBox MB_OK|MB_ICONSTOP "${WORDS}" /SD IDOK
  SetErrorLevel ${STATUS}
  Quit
!macroend

; $0 becomes "open" when Windows refuses to let us write to FILE, as it does while it runs.
!macro LOOK_WHETHER_OPEN FILE
  ${If} ${FileExists} "${FILE}"
    ClearErrors
    FileOpen $1 "${FILE}" a
    ${If} ${Errors}
      StrCpy $0 "open"
    ${Else}
      FileClose $1
    ${EndIf}
  ${EndIf}
  ClearErrors
!macroend

!macro CLOSE_PROGRAM UN FOLDER
Function ${UN}CloseProgram
  StrCpy $2 0
  look:
  StrCpy $0 ""
  !insertmacro LOOK_WHETHER_OPEN "${FOLDER}\${PROGRAM}"
  !insertmacro LOOK_WHETHER_OPEN "${FOLDER}\${WORKER}"
  ${If} $0 == ""
    Return
  ${EndIf}
  ${If} ${Silent}
    IntOp $2 $2 + 1
    ${If} $2 > ${SECONDS_TO_CLOSE}
      !insertmacro REFUSE ${STATUS_RUNNING} "${NAME} is open."
    ${EndIf}
    Sleep 1000
    Goto look
  ${EndIf}
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME} is open. Close its window, then press Retry." /SD IDCANCEL IDRETRY look
  SetErrorLevel ${STATUS_RUNNING}
  Quit
FunctionEnd
!macroend

; The version before may lie elsewhere than the new one will.
!insertmacro CLOSE_PROGRAM "" "$Before"
!insertmacro CLOSE_PROGRAM "un." "$INSTDIR"
