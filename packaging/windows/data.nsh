; Models, chats and settings: they stay, unless the person ticks the box (a silent run never does).

!include "nsDialogs.nsh"

!define DATA "$LOCALAPPDATA\${NAME}"

Var DataBox
Var DataGoes

Function un.DataPage
  ${IfNot} ${FileExists} "${DATA}\*.*"
    Abort  ; nothing there, no question
  ${EndIf}
  !insertmacro MUI_HEADER_TEXT "Models and chats" "They stay on this computer unless you say otherwise."
  nsDialogs::Create 1018
  Pop $0
  ${If} $0 == error
    Abort
  ${EndIf}
  ${NSD_CreateLabel} 0 0 100% 24u "Models that were downloaded, chats and settings lie in:$\r$\n${DATA}"
  Pop $0
  ${NSD_CreateCheckbox} 0 32u 100% 12u "Delete this folder and everything in it, models and chats included"
  Pop $DataBox
  ${NSD_CreateLabel} 0 50u 100% 24u "Models in other folders are never deleted. Without the tick, a later installation finds everything again."
  Pop $0
  nsDialogs::Show
FunctionEnd

Function un.DataPageLeft
  StrCpy $DataGoes ""
  ${NSD_GetState} $DataBox $0
  ${If} $0 == ${BST_CHECKED}
    StrCpy $DataGoes "yes"
  ${EndIf}
FunctionEnd

Function un.RemoveData
  ${If} $DataGoes == "yes"
    RMDir /r "${DATA}"
  ${EndIf}
FunctionEnd
