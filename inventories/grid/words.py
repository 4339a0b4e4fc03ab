"""What the grid's script says, in words; ``{name}`` is filled in there."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _


def words() -> Mapping[str, str]:
    """By the name under which the script asks."""
    return {
        **_states(),
        **_cells(),
        "grid": _("清单数据表格"),
        "no_rows": _("没有符合筛选的数据"),
        "filter": _("筛选"),
        "filter_by": _("按{column}筛选"),
        "lines": _("{number} 条"),
        "no_lines": _("没有数据"),
        "write_here": _("在此输入或粘贴"),
        "pieces": _("{number} 份"),
        "none": _("（空）"),
        "empty": _("空"),
        "search_failed": _("无法取得因子列表，请检查网络或重新登录。"),
        "misfit": _("单位不能换算，采用后算不出结果。确要采用，请再选一次。"),
        "copied": _("已复制 {rows} 行 × {columns} 列"),
        "pasted": _("已粘贴 {rows} 行"),
        "pasted_partly": _("已粘贴 {rows} 行；{skipped} 个单元格落在不可填写的列，未写入。"),
        "removed": _("已删除 {number} 行，可撤销"),
        "remove_bound": _(
            "所选数据中有 {number} 行带有运输段或证据关联，删除后撤销只能恢复表格中的内容。确定删除？"
        ),
        "nothing_to_undo": _("没有可撤销的操作"),
        "nothing_to_redo": _("没有可重做的操作"),
        "leaving": _("再按 Tab 键离开表格"),
        "closed": _("此单元格不能在表格中填写"),
        "adopted": _("已恢复上次未保存的内容"),
        "no_room": _("浏览器的存储空间已满，请等待保存完成后再关闭页面。"),
    }


def _states() -> Mapping[str, str]:
    return {
        "saved": _("已保存"),
        "marked": _("{number} 行有单元格需要处理"),
        "cells_marked": _("{number} 处待处理"),
        "problems": _("{number} 处挡住计算"),
        "state_saved": _("已保存"),
        "state_saving": _("正在保存…"),
        "state_waiting": _("其余已保存，{number} 处待处理"),
        "state_offline": _("离线（{number} 处未保存，保留在本机）"),
        "state_signed_out": _("登录已失效（{number} 处未保存，保留在本机）。请重新登录后回到本页"),
        "state_stopped": _("未能保存：{message}（{number} 处保留在本机）"),
        "state_locked": _("只读：{message}"),
    }


def _cells() -> Mapping[str, str]:
    return {
        "somebody": _("他人"),
        "conflict": _("{by} 于 {at} 改了此单元格，您的修改尚未写入，请选择保留哪一个。"),
        "kept": _("{by} 于 {at} 刚修改过此行，未删除。"),
        "gone": _("此行已被他人删除，您的修改尚未写入。"),
        "changed_by": _("{by} 于 {at} 修改"),
        "held": _("未写入"),
        "keep_mine": _("用我的：{value}"),
        "take_theirs": _("用对方的：{value}"),
        "restore": _("恢复此行"),
        "let_go": _("同意删除"),
    }
